package org.ptmrec.pipeline;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Draft;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.artifact.ProgressFiles;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.SlotsMissingException;
import org.ptmrec.stage.Rerun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the artifact of one stage: visible as a whole at the end, or not at all. */
final class StageRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

  private final ArtifactStore store;
  private final PipelineOptions options;
  private final Optional<ClusterAccess> cluster;
  private final String pipeline;
  private final String run;

  /**
   * @param cluster that the options name; empty if the pipeline runs in this process
   */
  StageRunner(
      ArtifactStore store,
      PipelineOptions options,
      Optional<ClusterAccess> cluster,
      String pipeline,
      String run) {
    this.store = store;
    this.options = options;
    this.cluster = cluster;
    this.pipeline = pipeline;
    this.run = run;
  }

  /**
   * @param parents the artifacts that the stage reads
   * @param rerun what it may take over from an earlier time
   * @throws StageFailedException whatever else went wrong
   * @throws ClusterUnreachableException if the cluster is lost or has no slots for too long
   * @throws InterruptedException if somebody wants the run to end
   */
  Manifest run(
      StagePlan plan,
      Map<String, Manifest> parents,
      Rerun rerun,
      Consumer<ProgressSnapshot> progress)
      throws InterruptedException {
    Instant started = Instant.now();
    try {
      Draft draft = store.draft(plan.stage(), plan.fingerprint());
      boolean isPublished = false;
      try {
        PipelineCounters counters = new PipelineCounters(progress);
        BuildContext context =
            new BuildContext(
                store,
                plan,
                parents,
                rerun,
                draft,
                store.workDirectory(plan.stage(), plan.fingerprint()),
                options,
                new EarlierRuns(store, pipeline),
                beam -> counters.add(execute(beam, plan, draft, counters)));
        plan.step().stage().build(context);
        Map<String, Integer> shards = context.shards();
        if (context.builtPipeline().isPresent()) {
          counters.add(execute(context.builtPipeline().get(), plan, draft, counters));
        }
        Manifest manifest =
            manifest(
                plan, parents, draft.parts(shards, context.observed()), counters.sums(), started);
        Inspection before = plan.inspection();
        if (before.isWhole() && !before.manifest().digest().equals(manifest.digest())) {
          RunArtifacts.keep(store, before.manifest());
        }
        Manifest published = store.publish(draft, manifest, !before.isMissing());
        isPublished = true;
        return published;
      } finally {
        if (!isPublished) {
          discard(draft, plan);
        }
      }
    } catch (InterruptedException | ClusterUnreachableException e) {
      throw e;
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new StageFailedException(plan.stage(), FailureMessage.of(e), e);
    }
  }

  private Map<String, Long> execute(
      Pipeline beam, StagePlan plan, Draft draft, Consumer<ProgressSnapshot> progress)
      throws Exception {
    String job = Activity.jobName(pipeline, plan.stage());
    beam.getOptions().setJobName(job);
    // A folder for each: the counts of one pipeline are not those of another.
    String temporary = draft.temporaryFolder() + "/" + job;
    beam.getOptions().setTempLocation(temporary);
    String progressFolder = ProgressFiles.in(temporary);
    ProgressFiles.open(progressFolder);
    Activities activities = new Activities(store.root());
    Activity activity =
        Activity.ofThisProcess(
            run,
            pipeline,
            plan,
            progressFolder,
            cluster.map(ClusterAccess::address).orElse(null),
            job);
    activities.begin(activity);
    boolean isLost = false;
    try {
      Optional<JobProgress> watched =
          cluster.map(
              access -> new JobProgress(access.watch(job), activity, InstantSource.system()));
      return PipelineExecution.run(beam, watched, progress);
    } catch (ClusterUnreachableException e) {
      isLost = !(e instanceof SlotsMissingException);
      throw e;
    } finally {
      if (isLost) {
        activities.giveUp(activity);
      } else {
        activities.end(activity);
      }
    }
  }

  private void discard(Draft draft, StagePlan plan) {
    try {
      store.discard(draft, plan.stage(), plan.fingerprint());
    } catch (IOException e) {
      LOG.warn("the draft of {} could not be removed: {}", plan.stage(), e.getMessage());
    }
  }

  private Manifest manifest(
      StagePlan plan,
      Map<String, Manifest> parents,
      List<Part> parts,
      Map<String, Long> counters,
      Instant started) {
    Map<String, String> digests = new TreeMap<>();
    parents.forEach((stage, parent) -> digests.put(stage, parent.digest()));
    return new Manifest(
        Manifest.FORMAT,
        plan.recipe(),
        plan.fingerprint(),
        pipeline,
        run,
        plan.step().settings().all(),
        digests,
        parts,
        Manifest.digestOf(parts),
        counters,
        RunEnvironment.of(options.getRunner().getSimpleName()),
        started,
        Instant.now());
  }
}
