package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenth run on a cluster finds it as the second did: what a job's classes take is given back.
 * How long the runs take is only logged.
 */
class JobSoakIT {
  private static final Logger LOG = LoggerFactory.getLogger(JobSoakIT.class);
  private static final int RUNS = 10;

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  @Test
  void run_tenTimes_metaspaceStaysAsAfterTheSecond() throws Exception {
    SmallShop shop = SmallShop.withoutPictures(folder);
    assertThat(shop.run("store", "--to=ingest").exitCode()).isEqualTo(0);
    Map<String, Double> second = Map.of();
    for (int run = 1; run <= RUNS; run++) {
      long start = System.nanoTime();
      ProgramRun.Result result =
          shop.run(
              "store",
              "--runner=flink",
              "--flink-master=" + CLUSTER.address(),
              "--only=train",
              "--set=train.seeds=[" + run + "]");
      assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
      LOG.warn("run {}: {} ms", run, Duration.ofNanos(System.nanoTime() - start).toMillis());
      if (run == 2) {
        second = metaspace();
      }
    }

    Map<String, Double> last = metaspace();
    LOG.warn("metaspace in KiB after the second run: {}, after the last: {}", second, last);
    assertThat(last.keySet()).isEqualTo(second.keySet());
    for (Map.Entry<String, Double> process : second.entrySet()) {
      assertWithMessage(process.getKey())
          .that(last.get(process.getKey()))
          .isAtMost(1.05 * process.getValue());
    }
  }

  private static Map<String, Double> metaspace() throws Exception {
    Map<String, Double> used = new LinkedHashMap<>();
    for (ClusterState.Member member :
        ClusterState.read(CLUSTER.folder()).orElseThrow().processes()) {
      used.put(member.role(), JvmMemory.metaspace(member));
    }
    return used;
  }
}
