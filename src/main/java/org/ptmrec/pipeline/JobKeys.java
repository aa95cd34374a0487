package org.ptmrec.pipeline;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/** Flink keys of one job, which count more than the cluster's; Beam takes them as a folder only. */
final class JobKeys implements AutoCloseable {
  private final Path folder;

  /**
   * @param keys lines of a {@code config.yaml}
   */
  JobKeys(String keys) throws IOException {
    folder = Files.createTempDirectory("ptmrec-job");
    Files.writeString(folder.resolve("config.yaml"), keys);
  }

  /** The keys are read when the pipeline is run. */
  void applyTo(PipelineOptions options) {
    options.as(FlinkPipelineOptions.class).setFlinkConfDir(folder.toString());
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
