package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** A cluster does not grow with the jobs that it has run. */
class JobSoakIT {
  private static final int RUNS = 5;

  /** Threads of a job that find nothing to do end after some seconds. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Flink has one for each job that is not forgotten. */
  private static final String JOB_CLASSES = "org.apache.flink.util.ChildFirstClassLoader";

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void run_again_classesOfEndedJobsAreGivenBack() throws Exception {
    SmallShop shop = SmallShop.withoutPictures(folder);
    assertThat(shop.run("store", "--to=ingest").exitCode()).isEqualTo(0);
    train(shop, 0);
    List<ClusterState.Member> processes =
        ClusterState.read(CLUSTER.folder()).orElseThrow().processes();
    assertThat(processes).hasSize(1 + ClusterExtension.TASK_MANAGERS);
    // Some stay for good: AWT, ImageIO and JavaCPP each hold the first job that calls them.
    Map<String, Long> before = new TreeMap<>();
    for (ClusterState.Member process : processes) {
      before.put(process.role(), JvmMemory.instances(process, JOB_CLASSES));
    }

    for (int run = 1; run <= RUNS; run++) {
      train(shop, run);
    }

    for (ClusterState.Member process : processes) {
      Awaitility.await(process.role())
          .atMost(PATIENCE)
          .until(() -> JvmMemory.instances(process, JOB_CLASSES) <= before.get(process.role()) + 1);
    }
  }

  private static void train(SmallShop shop, int seed) {
    ProgramRun.Result result =
        shop.run(
            "store",
            "--runner=flink",
            "--flink-master=" + CLUSTER.address(),
            "--only=train",
            "--set=train.seeds=[" + seed + "]");
    assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
  }
}
