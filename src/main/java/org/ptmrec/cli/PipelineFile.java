package org.ptmrec.cli;

import java.util.List;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.stage.Stages;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The pipeline file that a command is about, and what is changed in it. */
final class PipelineFile {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "Pipeline file, such as pipelines/quickstart.yaml")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key, such as train.epochs=5 or store=/tmp/artifacts; repeatable")
  private List<String> overrides = List.of();

  PipelineSpec read() {
    return read(List.of());
  }

  /**
   * @param more overrides from other options
   */
  PipelineSpec read(List<String> more) {
    List<String> all = new java.util.ArrayList<>(overrides);
    all.addAll(more);
    return PipelineReader.read(file, all, Stages.all());
  }

  static ArtifactStore store(PipelineSpec pipeline) {
    return ArtifactStore.open(pipeline.store());
  }
}
