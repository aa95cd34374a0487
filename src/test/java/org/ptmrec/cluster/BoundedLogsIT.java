package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** What goes wrong ten thousand times is written down ten thousand times, but not logged so. */
class BoundedLogsIT {
  private static final int ITEMS = 10_000;
  private static final int MOST_LINES = 300;

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void run_tenThousandFailures_fewLinesAndAllRecords() throws Exception {
    long before = logged();

    ProgramRun.Result run =
        ProgramRun.of(
            "run",
            pipeline().toString(),
            "--runner=flink",
            "--flink-master=" + CLUSTER.address(),
            "--set=store=" + folder.resolve("store"));

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(run.err()).contains(ITEMS + " failures");
    assertThat(logged() - before + run.err().lines().count()).isLessThan(MOST_LINES);
  }

  /** Lines of all processes of the cluster. */
  private static long logged() throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.list(CLUSTER.folder())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
        try (Stream<String> text = Files.lines(file)) {
          lines += text.count();
        }
      }
    }
    return lines;
  }

  private Path pipeline() throws IOException {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    StringBuilder items = new StringBuilder();
    for (int item = 0; item < ITEMS; item++) {
      for (int n = 0; n < 2; n++) {
        interactions.append("u%d,i%d,5,%d\n".formatted((item + n) % 100, item, item));
      }
      items.append("{\"item_id\": \"i%d\", \"image\": \"gone/%d.jpg\"}\n".formatted(item, item));
    }
    Files.writeString(folder.resolve("interactions.csv"), interactions);
    Files.writeString(folder.resolve("items.jsonl"), items);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: failures
        stages:
          ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
          download-images: {base: %s, maxFailureRate: 1}
        """
            .formatted(folder));
  }
}
