package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A TaskManager that is killed in the middle of a round of data-parallel tuning costs that worker's
 * part of the round.
 */
class KilledTuningWorkerIT {
  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void run_taskManagerKilledInARound_goesOnToTheSameDigests() throws Exception {
    SmallShop shop = SmallShop.tunedByTwo(folder);
    assertThat(shop.run("straight").exitCode()).isEqualTo(0);
    shop.copy(
        "straight", "killed", "ingest", "download-images", "tokenize-text", "encode", "train");
    try (TaskManagerKill kill = new TaskManagerKill(CLUSTER.folder())) {
      BackgroundRun run =
          BackgroundRun.start(
              shop.command(
                  "run", "killed", "--runner=flink", "--flink-master=" + CLUSTER.address()));
      // The fourth round has begun, and is not over: no worker has sent its changes.
      run.await(
          () ->
              !shop.files("killed", "tune", "round-000003\\.start\\.avro").isEmpty()
                  && shop.files("killed", "tune", "round-000003\\.worker-.*changes\\.avro")
                      .isEmpty());

      kill.killWhoLogged("worker 1 of ");

      assertWithMessage(run.error()).that(run.exitCode()).isEqualTo(0);
      assertThat(kill.logs()).containsMatch("worker [01] goes on after [1-9][0-9]* rounds");
    }
    assertThat(shop.digests("killed")).isEqualTo(shop.digests("straight"));
  }
}
