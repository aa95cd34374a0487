package org.ptmrec.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.ptmrec.cluster.ProgramFiles;

/** Options of the Beam pipelines that stages are run as. */
public final class RunnerOptions {
  /** How embedded Flink is configured: it reads none of what is for clusters. */
  private static final Path EMBEDDED =
      Path.of(System.getProperty("ptmrec.home", ""), "flink-conf", "embedded").toAbsolutePath();

  private RunnerOptions() {}

  /** HOST:PORT of the cluster that is to run the pipelines; empty if this process runs them. */
  static Optional<String> cluster(Settings settings) {
    String master = settings.get(PipelineKeys.FLINK_MASTER);
    return settings.get(PipelineKeys.RUNNER) == RunnerKind.FLINK && !master.startsWith("[")
        ? Optional.of(master)
        : Optional.empty();
  }

  /**
   * @param workers how many things happen at once; 0 for the number of processors
   */
  static PipelineOptions of(Settings settings, int workers) {
    return of(settings.get(PipelineKeys.RUNNER), settings.get(PipelineKeys.FLINK_MASTER), workers);
  }

  /**
   * @param flinkMaster HOST:PORT, or a name in brackets for Flink inside this process
   * @param workers how many things happen at once; 0 for the number of processors
   */
  public static PipelineOptions of(RunnerKind runner, String flinkMaster, int workers) {
    int number = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
    return switch (runner) {
      case DIRECT -> direct(number);
      case FLINK -> flink(flinkMaster, number);
    };
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
    if (master.startsWith("[") && Files.isDirectory(EMBEDDED)) {
      options.setFlinkConfDir(EMBEDDED.toString());
    }
    ProgramFiles.jobJar().ifPresent(jar -> options.setFilesToStage(List.of(jar.toString())));
    return options;
  }
}
