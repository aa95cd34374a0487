package org.ptmrec.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.FlinkJobs;
import org.ptmrec.cluster.FlinkRest;
import org.ptmrec.cluster.FreeSlots;
import org.ptmrec.cluster.JobWatch;

/**
 * The Flink cluster that runs a pipeline's stages.
 *
 * @param address HOST:PORT of its REST interface
 * @param patience how long it may be silent, or without free slots
 * @param workers how many things may happen at once; 0 for as many as there are slots
 */
record ClusterAccess(String address, Duration patience, int workers) {

  /** Empty if the pipeline runs in this process. */
  static Optional<ClusterAccess> of(Settings settings) {
    return RunnerOptions.cluster(settings)
        .map(
            address ->
                new ClusterAccess(
                    address,
                    settings.get(PipelineKeys.CLUSTER_TIMEOUT),
                    settings.find(PipelineKeys.PARALLELISM).orElse(0)));
  }

  /**
   * @throws ClusterUnreachableException if it does not answer, or has no TaskManager; one that is
   *     told how many workers it needs may start them when they are needed
   */
  void check() throws InterruptedException {
    if (workers == 0) {
      slots().check();
    } else {
      new FlinkRest(address).overview();
    }
  }

  FreeSlots slots() {
    return new FreeSlots(new FlinkRest(address), patience, InstantSource.system());
  }

  JobWatch watch(String job) {
    return new JobWatch(
        new FlinkJobs(new FlinkRest(address)), job, patience, InstantSource.system());
  }
}
