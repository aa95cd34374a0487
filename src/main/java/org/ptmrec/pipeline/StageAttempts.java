package org.ptmrec.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.SlotsMissingException;
import org.ptmrec.stage.Rerun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a stage. Flink itself starts a job anew that has lost a TaskManager, but only on as many
 * slots as it had; where nobody replaces the TaskManager, the stage is tried again with the slots
 * that are left. What training has saved is not done twice.
 */
final class StageAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(StageAttempts.class);
  private static final int MOST = 3;

  private final ArtifactStore store;
  private final Settings settings;
  private final Optional<ClusterAccess> cluster;
  private final String pipeline;
  private final String run;

  StageAttempts(ArtifactStore store, Settings settings, String pipeline, String run) {
    this.store = store;
    this.settings = settings;
    this.cluster = ClusterAccess.of(settings);
    this.pipeline = pipeline;
    this.run = run;
  }

  /**
   * @param rerun what it may take over from an earlier time
   * @throws StageFailedException if it cannot be made
   * @throws ClusterUnreachableException if the cluster is lost, or has no slots for too long
   */
  Manifest make(
      StagePlan plan,
      Map<String, Manifest> parents,
      Rerun rerun,
      Consumer<ProgressSnapshot> progress)
      throws InterruptedException {
    if (cluster.isEmpty()) {
      int workers = settings.find(PipelineKeys.PARALLELISM).orElse(0);
      return attempt(workers, plan, parents, rerun, progress);
    }
    new Activities(store.root()).endOrphans(plan);
    int asked = cluster.get().workers();
    int workers = asked > 0 ? asked : freeSlots(cluster.get(), progress);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(workers, plan, parents, rerun, progress);
      } catch (SlotsMissingException e) {
        if (attempt == MOST) {
          throw e;
        }
        int left = freeSlots(cluster.get(), progress);
        LOG.warn("{}: {}; tries again with {} slots", plan.stage(), e.getMessage(), left);
        workers = Math.min(workers, left);
      }
    }
  }

  private static int freeSlots(ClusterAccess cluster, Consumer<ProgressSnapshot> progress)
      throws InterruptedException {
    return cluster.slots().await(note -> progress.accept(ProgressSnapshot.waiting(note)));
  }

  private Manifest attempt(
      int workers,
      StagePlan plan,
      Map<String, Manifest> parents,
      Rerun rerun,
      Consumer<ProgressSnapshot> progress)
      throws InterruptedException {
    return new StageRunner(store, RunnerOptions.of(settings, workers), cluster, pipeline, run)
        .run(plan, parents, rerun, progress);
  }
}
