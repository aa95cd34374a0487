package org.ptmrec.pipeline;

import java.io.File;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.FlinkRest;

/** Options of the Beam pipelines that stages are run as. */
final class RunnerOptions {
  private RunnerOptions() {}

  /**
   * @param flinkMaster {@code [local]} or HOST:PORT
   * @param parallelism how many things happen at once; 0 for the number of processors, or of the
   *     cluster's slots
   * @throws ClusterUnreachableException if there is to be a cluster, and it has no slots
   */
  static PipelineOptions of(RunnerKind kind, String flinkMaster, int parallelism)
      throws InterruptedException {
    boolean isCluster = kind == RunnerKind.FLINK && !isEmbedded(flinkMaster);
    int most = isCluster ? slots(flinkMaster) : Runtime.getRuntime().availableProcessors();
    int workers = parallelism > 0 ? parallelism : most;
    return switch (kind) {
      case DIRECT -> direct(workers);
      case FLINK -> flink(flinkMaster, workers);
    };
  }

  static boolean isEmbedded(String flinkMaster) {
    return flinkMaster.startsWith("[");
  }

  private static int slots(String flinkMaster) throws InterruptedException {
    FlinkRest.Overview overview = new FlinkRest(flinkMaster).overview();
    if (overview.slots() == 0) {
      throw new ClusterUnreachableException(
          "the Flink cluster at %s has no TaskManager; start one, or correct --flink-master"
              .formatted(flinkMaster));
    }
    return overview.slots();
  }

  private static PipelineOptions direct(int workers) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(Math.max(2, workers));
    options.setBlockOnRun(false);
    // Checks for those who write transforms; the tests have them on.
    options.setEnforceEncodability(false);
    options.setEnforceImmutability(false);
    return options;
  }

  private static PipelineOptions flink(String master, int workers) {
    FlinkPipelineOptions options = PipelineOptionsFactory.create().as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster(master);
    options.setParallelism(workers);
    options.setFasterCopy(true);
    String jar = System.getProperty("ptmrec.jar", "");
    if (!jar.isEmpty() && new File(jar).isFile()) {
      // The libraries are on the cluster's class path: staging them costs 25 s a job.
      options.setFilesToStage(List.of(jar));
    }
    return options;
  }
}
