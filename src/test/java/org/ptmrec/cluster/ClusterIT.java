package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** What an operator sees of a cluster of several processes. */
class ClusterIT {
  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void run_thinJobJar_findsTheLibrariesOnTheCluster() throws Exception {
    ProgramRun.Result run =
        ProgramRun.of(
            "run", pipeline().toString(), "--runner=flink", "--flink-master=" + CLUSTER.address());

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
  }

  @Test
  void clusterStatus_running_tellsProcessesAndSlots() {
    ProgramRun.Result status =
        ProgramRun.of("cluster", "status", "--folder", CLUSTER.folder().toString());

    assertThat(status.exitCode()).isEqualTo(0);
    assertThat(status.out()).contains("taskmanager-2");
    assertThat(status.out()).contains(CLUSTER.address() + ": Flink 1.19");
  }

  private Path pipeline() throws IOException {
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    StringBuilder items = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      for (int n = 0; n < 12; n++) {
        int item = (user / 4 * 3 + n * (n + user % 4)) % 30;
        interactions.append("u" + user + ",i" + item + ",5," + n + "\n");
      }
    }
    for (int item = 0; item < 30; item++) {
      items.append("{\"item_id\": \"i" + item + "\"}\n");
    }
    Files.writeString(folder.resolve("interactions.csv"), interactions);
    Files.writeString(folder.resolve("items.jsonl"), items);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        """
        name: spread
        stages:
          ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
          train: {recommenders: [BPR], seeds: [1, 2, 3, 4], epochs: 5}
        """);
  }
}
