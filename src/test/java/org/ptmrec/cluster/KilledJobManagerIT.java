package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** A cluster whose JobManager is killed, on a cluster of its own. */
class KilledJobManagerIT {
  @RegisterExtension static final ClusterExtension PROGRAM = new ClusterExtension();

  @TempDir Path folder;

  private LocalCluster cluster() {
    return new LocalCluster(folder.resolve("cluster"));
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster().stop();
  }

  @Test
  void run_jobManagerKilled_endsWithItsOwnCodeAndGoesOnWhenRunAgain() throws Exception {
    SmallShop shop = SmallShop.withoutPictures(folder);
    String[] training = {"--to=train", "--set=train.epochs=600"};
    assertThat(shop.run("straight", training).exitCode()).isEqualTo(0);
    assertThat(shop.run("killed", "--to=ingest").exitCode()).isEqualTo(0);
    String start = folder.resolve("cluster").toString();
    assertThat(
            ProgramRun.of("cluster", "start", "--folder", start, "--port=0", "--heap=512")
                .exitCode())
        .isEqualTo(0);
    ClusterState state = cluster().state().orElseThrow();
    String[] onCluster = {
      "--runner=flink", "--flink-master=" + state.address(), "--set=clusterTimeout=3s"
    };

    BackgroundRun run =
        BackgroundRun.start(BackgroundRun.join(shop.command("run", "killed", onCluster), training));
    run.await(() -> shop.trialUnderWay("killed").isPresent());
    state.processes().get(0).find().orElseThrow().destroyForcibly();

    assertWithMessage(run.error()).that(run.exitCode()).isEqualTo(5);
    assertThat(run.error()).contains("stage train failed: the Flink cluster at " + state.address());
    cluster().stop();
    assertThat(shop.trialUnderWay("killed").isPresent()).isTrue();
    assertThat(shop.run("killed", training).exitCode()).isEqualTo(0);
    assertThat(shop.digests("killed")).isEqualTo(shop.digests("straight"));
  }
}
