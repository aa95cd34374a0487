package org.ptmrec.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Draft;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.ScratchFolder;
import org.ptmrec.artifact.Storage;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.FlinkRest;
import org.ptmrec.sample.PingDataset;
import org.ptmrec.transform.CheckCoders;
import org.ptmrec.transform.ProbeWorkers;

/**
 * Sends a handful of users, items and pictures through the transforms of all stages, chained in one
 * Beam pipeline, on the very runner that is to do the work. That shows within a minute whether the
 * wiring is right, every coder reads what it wrote, all workers reach the store and the model
 * folder, and have their devices. Nothing is published.
 */
public final class Ping {
  private static final String KIND = "ping";

  private final PipelineSpec pipeline;
  private final ArtifactStore store;
  private final Duration patience;

  /**
   * @param patience after which the ping counts as failed
   */
  public Ping(PipelineSpec pipeline, ArtifactStore store, Duration patience) {
    this.pipeline = pipeline;
    this.store = store;
    this.patience = patience;
  }

  /**
   * What came back.
   *
   * @param stages in order; those without transforms are left out
   * @param workers processes that answered, each with its device
   */
  public record Echo(List<String> stages, List<String> workers, Duration elapsed) {
    /** For JSON. */
    public Map<String, Object> asMap() {
      return Map.of("stages", stages, "workers", workers, "millis", elapsed.toMillis());
    }
  }

  /**
   * @throws org.ptmrec.artifact.UserErrorException if the store cannot be written to
   * @throws ClusterUnreachableException if the cluster does not answer
   * @throws StageFailedException naming the stage that failed, and why
   * @throws InterruptedException if this thread was interrupted; nothing is left
   */
  public Echo run() throws InterruptedException {
    Instant started = Instant.now();
    store.checkWritable();
    PipelineOptions options = options();
    try (ScratchFolder scratch = ScratchFolder.open(store, KIND)) {
      PingDataset.write(scratch.path() + "/dataset");
      Pipeline beam = Pipeline.create(options);
      Map<String, PingContext> contexts = build(beam, scratch.path());
      String broken = scratch.path() + "/coders";
      CheckCoders.in(beam, broken);
      String answers = scratch.path() + "/answers";
      beam.apply("probe", ProbeWorkers.into(answers));
      try {
        execute(beam);
      } catch (StageFailedException e) {
        checkCoders(broken); // would be the reason
        throw e;
      }
      checkCoders(broken);
      for (PingContext context : contexts.values()) {
        context.checkFiles();
      }
      return new Echo(
          List.copyOf(contexts.keySet()),
          workers(answers),
          Duration.between(started, Instant.now()));
    } catch (IOException e) {
      throw new StageFailedException(KIND, FailureMessage.of(e), e);
    }
  }

  /** As many as the cluster has slots, so that every slot is asked. */
  private int workers() throws InterruptedException {
    int wanted = pipeline.settings().find(PipelineKeys.PARALLELISM).orElse(0);
    Optional<ClusterAccess> cluster = ClusterAccess.of(pipeline.settings());
    if (cluster.isPresent()) {
      cluster.get().check();
      return wanted > 0 ? wanted : new FlinkRest(cluster.get().address()).overview().slots();
    }
    return wanted;
  }

  private PipelineOptions options() throws InterruptedException {
    PipelineOptions options = RunnerOptions.of(pipeline.settings(), workers());
    options.setJobName(pipeline.name() + "-" + KIND);
    return options;
  }

  private Map<String, PingContext> build(Pipeline beam, String folder) throws IOException {
    Map<String, PingContext> contexts = new LinkedHashMap<>();
    Map<String, PCollection<?>> written = new LinkedHashMap<>();
    ArtifactStore drafts = ArtifactStore.open(folder + "/stages");
    for (PipelineSpec.Step step : pipeline.steps()) {
      if (!step.stage().outputs().isEmpty()) {
        Draft draft = drafts.draft(step.name(), KIND);
        PingContext context =
            new PingContext(
                beam,
                step,
                step.stage().forPing(step.settings(), folder + "/dataset"),
                draft,
                drafts.workDirectory(step.name(), KIND),
                written);
        contexts.put(step.name(), context);
        try {
          beam.apply(step.name(), new StageTransform(step, context));
        } catch (RuntimeException e) {
          throw new StageFailedException(step.name(), FailureMessage.of(e), e);
        }
      }
    }
    return contexts;
  }

  /** Puts the stage's name before the names of its transforms. */
  private static final class StageTransform extends PTransform<PBegin, PDone> {
    private static final long serialVersionUID = 1;
    private final transient PipelineSpec.Step step;
    private final transient PingContext context;

    StageTransform(PipelineSpec.Step step, PingContext context) {
      this.step = step;
      this.context = context;
    }

    @Override
    public PDone expand(PBegin begin) {
      step.stage().build(context);
      return PDone.in(begin.getPipeline());
    }
  }

  private void execute(Pipeline beam) throws InterruptedException {
    try (Deadline deadline = Deadline.ofThisThread(patience)) {
      try {
        Map<String, Long> unused = PipelineExecution.run(beam, Optional.empty(), progress -> {});
      } catch (InterruptedException e) {
        if (deadline.isOver()) {
          throw new StageFailedException(
              KIND,
              "no answer after %d s; are there free slots? see 'ptmrec cluster status' or Flink's dashboard"
                  .formatted(patience.toSeconds()),
              e);
        }
        throw e;
      } catch (Exception | OutOfMemoryError | StackOverflowError e) {
        throw new StageFailedException(
            FailedTransform.stageOf(e, pipeline), FailureMessage.of(e), e);
      }
    }
  }

  private static void checkCoders(String folder) throws IOException {
    Storage storage = Storage.of(folder);
    for (String path : storage.list(folder)) {
      CheckCoders.Broken broken = Json.read(storage.read(path), CheckCoders.Broken.class);
      String message =
          "%s: %s cannot read what it has written (%s)"
              .formatted(broken.collection(), broken.coder(), broken.reason());
      throw new StageFailedException(
          broken.collection().replaceFirst("/.*", ""), message, new IllegalStateException(message));
    }
  }

  private static List<String> workers(String answers) throws IOException {
    TreeSet<String> workers = new TreeSet<>();
    Storage storage = Storage.of(answers);
    for (String path : storage.list(answers)) {
      ProbeWorkers.Answer answer = Json.read(storage.read(path), ProbeWorkers.Answer.class);
      workers.add("process %d: %s".formatted(answer.pid(), answer.device()));
    }
    return new ArrayList<>(workers);
  }
}
