package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void begin() {
    Progress.forget();
  }

  @AfterEach
  void end() {
    ProgressFiles.report("");
    Progress.forget();
    MetricsEnvironment.setCurrentContainer(null);
  }

  @Test
  void sum_severalWorkers_addsThem() throws Exception {
    ProgressFiles.open(folder.toString());
    Files.write(folder.resolve("one.json"), "{\"done\":2,\"total\":5}".getBytes(UTF_8));
    Files.write(folder.resolve("two.json"), "{\"done\":1,\"failed:TIMEOUT\":1}".getBytes(UTF_8));

    assertThat(ProgressFiles.sum(folder.toString()))
        .containsExactly("done", 3L, "total", 5L, "failed:TIMEOUT", 1L);
  }

  @Test
  void report_counted_isSeenInTheFolder() throws Exception {
    ProgressFiles.open(folder.toString());
    ProgressFiles.report(folder.toString());

    Progress.done().inc(7);

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProgressFiles.sum(folder.toString()).equals(Map.of("done", 7L)));
  }
}
