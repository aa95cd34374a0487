package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** A cluster does not grow with the jobs that it has run. */
class JobSoakIT {
  private static final int RUNS = 5;

  /**
   * The first job's, which a thread of JavaCPP holds; the last one's, which the next lets go; and
   * one whose files are still being closed.
   */
  private static final int MOST = 3;

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
    for (int run = 1; run <= RUNS; run++) {
      ProgramRun.Result result =
          shop.run(
              "store",
              "--runner=flink",
              "--flink-master=" + CLUSTER.address(),
              "--only=train",
              "--set=train.seeds=[" + run + "]");
      assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
    }

    List<ClusterState.Member> processes =
        ClusterState.read(CLUSTER.folder()).orElseThrow().processes();
    assertThat(processes).hasSize(1 + ClusterExtension.TASK_MANAGERS);
    for (ClusterState.Member process : processes) {
      Awaitility.await(process.role())
          .atMost(PATIENCE)
          .until(() -> JvmMemory.instances(process, JOB_CLASSES) <= MOST);
    }
  }
}
