package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** The same pipeline comes to the same bytes wherever it runs, and whatever is killed meanwhile. */
class RunnerEquivalenceIT {
  private static final String ENCODES = "encodes pictures on";

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir static Path folder;

  private static SmallShop shop;
  private static Map<String, String> expected;

  @BeforeAll
  static void runInThisProcess() throws Exception {
    shop = SmallShop.whole(folder);
    ProgramRun.Result run = shop.run("direct");
    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    expected = shop.digests("direct");
    assertThat(expected).hasSize(7);
  }

  private static String[] onCluster() {
    return new String[] {"--runner=flink", "--flink-master=" + CLUSTER.address()};
  }

  @Test
  void run_embeddedFlink_sameDigests() {
    ProgramRun.Result run = shop.run("embedded", "--runner=flink", "--flink-master=[local]");

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(shop.digests("embedded")).isEqualTo(expected);
  }

  @Test
  void run_cluster_sameDigestsAndBothTaskManagersEncode() throws Exception {
    ProgramRun.Result run = shop.run("cluster", onCluster());

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    assertThat(shop.digests("cluster")).isEqualTo(expected);
    Map<String, Long> encoded =
        new JobDetails(CLUSTER.address())
            .recordsByTaskManager("shop-encode-", "Encode images/Encode/");
    assertThat(encoded).hasSize(ClusterExtension.TASK_MANAGERS);
    assertThat(encoded.values()).doesNotContain(0L);
  }

  @Test
  void run_taskManagerKilledInEncode_sameDigests() throws Exception {
    SmallShop costly = SmallShop.ofCostlyPictures(folder.resolve("costly"));
    assertThat(costly.run("direct", "--to=encode").exitCode()).isEqualTo(0);
    costly.copy("direct", "killed", "ingest", "download-images", "tokenize-text");
    try (TaskManagerKill kill = new TaskManagerKill(CLUSTER.folder())) {
      BackgroundRun run =
          BackgroundRun.start(
              BackgroundRun.join(costly.command("run", "killed", onCluster()), "--to=encode"));
      run.await(() -> kill.logs().contains(ENCODES));

      kill.killWhoLogged(ENCODES);

      assertWithMessage(run.error()).that(run.exitCode()).isEqualTo(0);
      // Each TaskManager once, and at least one again.
      assertThat(kill.logs().split(ENCODES).length - 1)
          .isGreaterThan(ClusterExtension.TASK_MANAGERS);
    }
    assertThat(costly.digests("killed")).isEqualTo(costly.digests("direct"));
    assertThat(costly.records("killed", "encode")).isEqualTo(costly.records("direct", "encode"));
  }
}
