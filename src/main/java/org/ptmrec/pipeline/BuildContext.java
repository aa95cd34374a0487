package org.ptmrec.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Draft;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.ReadRecords;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.stage.Output;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Rerun;
import org.ptmrec.stage.StageContext;

/** Connects a stage with the artifacts that it reads and the draft that it writes. */
final class BuildContext implements StageContext {
  private final ArtifactStore store;
  private final StagePlan plan;
  private final PipelineSpec.Step step;
  private final Map<String, Manifest> parents;
  private final Rerun rerun;
  private final Draft draft;
  private final String workDirectory;
  private final PipelineOptions options;
  private final EarlierRuns earlier;
  private final Execution execution;
  private final Map<String, PCollection<?>> read = new LinkedHashMap<>();
  private final Map<String, Integer> written = new LinkedHashMap<>();
  private @Nullable Pipeline pipeline;

  BuildContext(
      ArtifactStore store,
      StagePlan plan,
      Map<String, Manifest> parents,
      Rerun rerun,
      Draft draft,
      String workDirectory,
      PipelineOptions options,
      EarlierRuns earlier,
      Execution execution) {
    this.store = store;
    this.plan = plan;
    this.step = plan.step();
    this.parents = parents;
    this.rerun = rerun;
    this.draft = draft;
    this.workDirectory = workDirectory;
    this.options = options;
    this.earlier = earlier;
    this.execution = execution;
  }

  /** How a pipeline is run to its end. */
  @FunctionalInterface
  interface Execution {
    void run(Pipeline pipeline) throws Exception;
  }

  @Override
  public Pipeline pipeline() {
    Pipeline created = pipeline;
    if (created == null) {
      created = Pipeline.create(options);
      pipeline = created;
    }
    return created;
  }

  @Override
  @SuppressWarnings("Interruption") // passed on
  public void run(Runnable build) {
    if (pipeline != null || !written.isEmpty()) {
      throw new IllegalStateException(step.name() + " runs a pipeline while it builds another");
    }
    try {
      build.run();
      Pipeline built = pipeline();
      pipeline = null;
      read.clear();
      execution.run(built);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(step.name() + " was interrupted", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The pipeline, if the stage has asked for one. */
  Optional<Pipeline> builtPipeline() {
    return Optional.ofNullable(pipeline);
  }

  /**
   * Shards by output.
   *
   * @throws IllegalStateException if the stage forgot an output
   */
  Map<String, Integer> shards() {
    List<String> missing = new ArrayList<>();
    for (Output<?> output : step.stage().outputs()) {
      if (!written.containsKey(output.name())) {
        missing.add(output.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException("stage " + step.name() + " has not written " + missing);
    }
    return written;
  }

  /** The outputs that do not enter the content digest. */
  Set<String> observed() {
    return step.stage().outputs().stream()
        .filter(Output::observed)
        .map(Output::name)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean has(String stage) {
    return parents.containsKey(stage);
  }

  @Override
  @SuppressWarnings("unchecked") // A name is always of one type.
  public <T extends SpecificRecord> PCollection<T> read(String stage, Output<T> output) {
    String name = stage + "/" + output.name();
    return (PCollection<T>)
        read.computeIfAbsent(
            name,
            unused -> pipeline().apply("Read " + name, ReadRecords.from(files(stage, output))));
  }

  @Override
  public <T extends SpecificRecord> RecordFiles<T> files(String stage, Output<T> output) {
    return files(new StoredArtifact(store, manifest(stage)), output);
  }

  @Override
  public <T extends SpecificRecord> RecordFiles<T> files(
      StoredArtifact artifact, Output<T> output) {
    return new RecordFiles<>(output.type(), artifact.paths(output.name()));
  }

  @Override
  public Optional<String> findRun(String name) {
    return earlier.find(name);
  }

  @Override
  public Optional<StoredArtifact> artifactOf(String run, String stage) {
    return earlier.artifact(run, stage);
  }

  @Override
  public Manifest manifest(String stage) {
    Manifest manifest = parents.get(stage);
    if (manifest == null) {
      throw new IllegalStateException(
          "stage " + step.name() + " does not declare to read " + stage);
    }
    return manifest;
  }

  @Override
  public Recipe recipe() {
    return plan.recipe();
  }

  @Override
  public Rerun rerun() {
    return rerun;
  }

  @Override
  public <T extends SpecificRecord> PCollection<T> readPrevious(Output<T> output) {
    Manifest previous =
        rerun.previous().orElseThrow(() -> new IllegalStateException("there is no earlier one"));
    return pipeline()
        .apply(
            "Read earlier " + output.name(),
            ReadRecords.from(
                new RecordFiles<>(output.type(), store.paths(previous, output.name()))));
  }

  @Override
  public <T extends SpecificRecord> void write(Output<T> output, PCollection<T> records) {
    if (written.put(output.name(), output.shards()) != null) {
      throw new IllegalStateException(step.name() + " has written " + output.name() + " already");
    }
    records.apply("Write " + output.name(), output.writeTo(draft.recordsFolder()));
  }

  @Override
  public OutputStream createFile(String name) throws IOException {
    return draft.createFile(name);
  }

  @Override
  public String workDirectory() {
    return workDirectory;
  }

  @Override
  public <T> T get(Param<T> param) {
    return step.settings().get(param);
  }

  @Override
  public <T> Optional<T> find(Param<T> param) {
    return step.settings().find(param);
  }
}
