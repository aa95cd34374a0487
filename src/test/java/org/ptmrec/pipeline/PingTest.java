package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.stage.Stage;
import org.ptmrec.stage.Stages;

/** A ping on the runner inside this process; {@link PingIT} is of a cluster. */
class PingTest {
  @TempDir Path folder;

  private Ping ping(String stages) throws IOException {
    List<Stage> all = new ArrayList<>(Stages.all());
    all.add(
        new BrokenCoderStage(
            all.stream().filter(s -> s.name().equals("ingest")).findFirst().orElseThrow()));
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"),
            "name: p\nstages:\n  ingest: {interactions: i.csv, items: i.jsonl}\n" + stages);
    return new Ping(
        PipelineReader.read(file.toString(), List.of(), all),
        ArtifactStore.open(folder.resolve("store").toString()),
        Duration.ofMinutes(1));
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void run_filesOfThePipelineAbsent_sampleGoesThrough() throws Exception {
    Ping.Echo echo = ping("  train: {recommenders: [BPR], epochs: 900}\n").run();

    assertThat(echo.stages()).containsExactly("ingest", "train").inOrder();
    assertThat(echo.workers())
        .containsExactly("process " + ProcessHandle.current().pid() + ": the CPU");
    assertThat(left()).isEmpty();
  }

  @Test
  void run_brokenCoder_failsAndLeavesNothing() throws Exception {
    StageFailedException e =
        assertThrows(StageFailedException.class, () -> ping("  broken: {}\n").run());

    assertThat(e).hasMessageThat().contains("BrokenCoder cannot read what it has written");
    assertThat(left()).isEmpty();
  }
}
