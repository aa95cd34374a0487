package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedTrialsTest {
  /** The second overflows in its first batch. */
  private static final String GRID = "--set=train.grid.BPR.regWeight=[0.1, 1.0e39]";

  @TempDir Path folder;

  @Test
  void run_againWithMoreFailuresAllowed_goesOnFromTheFinishedTrials() throws Exception {
    TinyShop shop = new TinyShop(folder);
    ProgramRun.Result strict = shop.command("run", GRID);
    assertThat(strict.exitCode()).isEqualTo(4);
    assertThat(strict.err()).contains("1 of 2 trials failed, maxFailureRate is 0.0");
    String kept = folderOfCheckpoints();

    ProgramRun.Result lenient = shop.command("run", GRID, "--set=train.maxFailureRate=0.5");

    assertWithMessage(lenient.err()).that(lenient.exitCode()).isEqualTo(0);
    assertThat(kept).isEqualTo(".work-" + shop.last("train").fingerprint());
  }

  private String folderOfCheckpoints() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("artifacts/train"))) {
      return folders
          .filter(work -> Files.isDirectory(work.resolve("state")))
          .map(work -> work.getFileName().toString())
          .findFirst()
          .orElseThrow();
    }
  }
}
