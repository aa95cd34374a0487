package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.cli.ProgramRun;
import org.ptmrec.cluster.ClusterExtension;
import org.ptmrec.stage.Stages;

/** Whether a cluster is fit for a run, without the run. */
class PingIT {
  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void ping_quickstart_allStagesAndWorkersAnswerAndNothingIsLeft() throws Exception {
    ProgramRun.Result ping =
        ProgramRun.of(
            "run",
            "pipelines/quickstart.yaml",
            "--ping",
            "--runner=flink",
            "--flink-master=" + CLUSTER.address(),
            "--set=store=" + folder);

    assertWithMessage(ping.err()).that(ping.exitCode()).isEqualTo(0);
    assertThat(ping.out()).containsMatch("process \\d+: GPU 0");
    assertThat(ping.out()).containsMatch("process \\d+: GPU 1");
    assertThat(ping.out())
        .contains("ping: ingest, download-images, tokenize-text, encode, train, tune, evaluate");
    assertThat(files()).isEmpty();
  }

  @Test
  void ping_coderThatReadsMoreThanItWrites_namesTheStage() throws Exception {
    StageFailedException e = assertThrows(StageFailedException.class, () -> brokenPing().run());

    assertThat(e.stage()).isEqualTo("broken");
    assertThat(e).hasMessageThat().contains("broken/Number");
    assertThat(e).hasMessageThat().contains("BrokenCoder cannot read what it has written");
    assertThat(files()).isEmpty();
  }

  private Ping brokenPing() throws IOException {
    List<org.ptmrec.stage.Stage> stages = new ArrayList<>(Stages.all());
    stages.add(
        new BrokenCoderStage(
            stages.stream()
                .filter(stage -> stage.name().equals("ingest"))
                .findFirst()
                .orElseThrow()));
    Path file = folder.resolveSibling(folder.getFileName() + ".yaml");
    Files.writeString(
        file, "name: p\nstages:\n  ingest: {interactions: i.csv, items: i.jsonl}\n  broken: {}\n");
    List<String> overrides =
        List.of("runner=flink", "flinkMaster=\"" + CLUSTER.address() + "\"", "store=" + folder);
    try {
      PipelineSpec spec = PipelineReader.read(file.toString(), overrides, stages);
      return new Ping(spec, ArtifactStore.open(folder.toString()), Duration.ofSeconds(30));
    } finally {
      Files.delete(file);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
