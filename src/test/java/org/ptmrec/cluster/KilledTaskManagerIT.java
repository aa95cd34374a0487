package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A TaskManager that is killed while it trains costs what was trained since the last checkpoint.
 */
class KilledTaskManagerIT {
  private static final String[] LONG = {"--set=train.epochs=1500"};

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void run_taskManagerKilledInTrain_resumesFromCheckpointsToTheSameDigests() throws Exception {
    SmallShop shop = SmallShop.withoutPictures(folder);
    assertThat(shop.run("straight", LONG).exitCode()).isEqualTo(0);
    try (TaskManagerKill kill = new TaskManagerKill(CLUSTER.folder())) {
      String[] command =
          shop.command("run", "killed", "--runner=flink", "--flink-master=" + CLUSTER.address());
      BackgroundRun run = BackgroundRun.start(BackgroundRun.join(command, LONG));
      AtomicReference<String> trial = new AtomicReference<>();
      run.await(
          () -> {
            shop.trialUnderWay("killed").ifPresent(trial::set);
            return trial.get() != null;
          });

      kill.killWhoLogged("trains " + trial.get() + " on ");

      assertWithMessage(run.error()).that(run.exitCode()).isEqualTo(0);
      assertThat(kill.logs()).containsMatch("seed 999: goes on after [1-9][0-9]* epochs");
    }
    assertThat(shop.digests("killed")).isEqualTo(shop.digests("straight"));
  }
}
