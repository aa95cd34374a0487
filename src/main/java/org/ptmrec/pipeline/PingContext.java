package org.ptmrec.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.ptmrec.artifact.Draft;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.artifact.WriteRecords;
import org.ptmrec.stage.Output;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Parameters;
import org.ptmrec.stage.Rerun;
import org.ptmrec.stage.StageContext;

/** Connects a stage with the stages before it in one Beam pipeline, without any artifact. */
final class PingContext implements StageContext {
  private final Pipeline pipeline;
  private final PipelineSpec.Step step;
  private final Parameters parameters;
  private final Draft draft;
  private final String workDirectory;
  private final Map<String, PCollection<?>> written;
  private final Map<String, Integer> shards = new LinkedHashMap<>();

  /**
   * @param written what stages have written so far, by stage and output: shared by all contexts
   */
  PingContext(
      Pipeline pipeline,
      PipelineSpec.Step step,
      Parameters parameters,
      Draft draft,
      String workDirectory,
      Map<String, PCollection<?>> written) {
    this.pipeline = pipeline;
    this.step = step;
    this.parameters = parameters;
    this.draft = draft;
    this.workDirectory = workDirectory;
    this.written = written;
  }

  /**
   * Looks whether the workers have written all files.
   *
   * @throws IOException naming the output of which some are missing
   */
  void checkFiles() throws IOException {
    List<Part> unused = draft.parts(shards, Set.of());
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  @Override
  public void run(Runnable build) {
    // There is one pipeline, and it runs when all stages have built themselves.
  }

  @Override
  public boolean has(String stage) {
    return step.inputs().contains(stage);
  }

  @Override
  @SuppressWarnings("unchecked") // A name is always of one type.
  public <T extends SpecificRecord> PCollection<T> read(String stage, Output<T> output) {
    PCollection<?> records = written.get(name(stage, output));
    if (records == null) {
      throw new IllegalStateException(stage + " has not written " + output.name());
    }
    return (PCollection<T>) records;
  }

  @Override
  public <T extends SpecificRecord> void write(Output<T> output, PCollection<T> records) {
    written.put(name(step.name(), output), records);
    shards.put(output.name(), output.shards());
    records.apply("Write " + output.name(), output.writeTo(draft.recordsFolder()));
  }

  private static String name(String stage, Output<?> output) {
    return stage + "/" + output.name();
  }

  @Override
  public <T extends SpecificRecord> RecordFiles<T> files(String stage, Output<T> output) {
    return new RecordFiles<>(output.type(), List.of());
  }

  @Override
  public <T extends SpecificRecord> RecordFiles<T> files(
      StoredArtifact artifact, Output<T> output) {
    return new RecordFiles<>(output.type(), List.of());
  }

  @Override
  public Optional<String> findRun(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<StoredArtifact> artifactOf(String run, String stage) {
    return Optional.empty();
  }

  @Override
  public Manifest manifest(String stage) {
    throw new UnsupportedOperationException("a ping makes no artifacts");
  }

  @Override
  public Recipe recipe() {
    var none = new TreeMap<String, String>();
    return new Recipe(
        step.name(), WriteRecords.LAYOUT, new TreeMap<>(), none, none, none, none, none);
  }

  @Override
  public Rerun rerun() {
    return new Rerun(Optional.empty(), true, Set.of());
  }

  @Override
  public <T extends SpecificRecord> PCollection<T> readPrevious(Output<T> output) {
    throw new UnsupportedOperationException("a ping repeats nothing");
  }

  @Override
  public OutputStream createFile(String name) {
    return new ByteArrayOutputStream();
  }

  @Override
  public String workDirectory() {
    return workDirectory;
  }

  @Override
  public <T> T get(Param<T> param) {
    return parameters.get(param);
  }

  @Override
  public <T> Optional<T> find(Param<T> param) {
    return parameters.find(param);
  }
}
