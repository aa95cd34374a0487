package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;

/** A client that is killed leaves its job behind, which can be seen, replaced and ended. */
class KilledClientIT {
  private static final Pattern DONE = Pattern.compile("\"done\":(\\d+)");

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  private ProgramProcess client(SmallShop shop, String output) throws Exception {
    String[] command =
        shop.command(
            "run",
            "killed",
            "--runner=flink",
            "--flink-master=" + CLUSTER.address(),
            "--to=train",
            "--set=train.epochs=1000000");
    return ProgramProcess.start(folder.resolve(output), CLUSTER.jobJar(), command);
  }

  @Test
  void run_clientKilled_jobIsFollowedReplacedAndCancelled() throws Exception {
    SmallShop shop = SmallShop.withoutPictures(folder);
    assertThat(shop.run("killed", "--to=ingest").exitCode()).isEqualTo(0);
    FlinkRest rest = new FlinkRest(CLUSTER.address());
    String[] follow = shop.command("status", "killed", "--follow", "--json", "--every=1");
    try (ProgramProcess first = client(shop, "first.txt")) {
      first.await(() -> shop.trialUnderWay("killed").isPresent());
      try (ProgramProcess follower =
          ProgramProcess.start(folder.resolve("follow.txt"), CLUSTER.jobJar(), follow)) {
        follower.await(() -> samples(follower.output()).size() >= 3);
        assertNoSlotIsFree(shop);

        first.kill();
        follower.await(() -> follower.output().contains("\"client\":false"));
        try (ProgramProcess second = client(shop, "second.txt")) {
          second.await(() -> second.output().contains("had left behind, is ended"));
          assertThat(follower.exitCode()).isEqualTo(4);
          assertThat(follower.output()).contains("was killed");
          second.await(() -> runningJobs(rest) == 1);
          second.kill();
        }
      }
    }

    ProgramRun.Result cancel = ProgramRun.of(shop.command("cancel", "killed"));

    assertThat(cancel.out()).containsMatch("ended job shop-train-[0-9a-f]{8} at 127.0.0.1:");
    Awaitility.await().until(() -> runningJobs(rest) == 0);
    assertThat(ProgramRun.of(shop.command("cancel", "killed")).out()).contains("nothing to cancel");
  }

  /** A second run does not wait in silence, nor for good. */
  private void assertNoSlotIsFree(SmallShop shop) {
    ProgramRun.Result other =
        shop.run(
            "other",
            "--runner=flink",
            "--flink-master=" + CLUSTER.address(),
            "--to=ingest",
            "--set=clusterTimeout=1s");
    assertWithMessage(other.err()).that(other.exitCode()).isEqualTo(5);
    assertThat(other.err()).contains("stage ingest failed: no free slots at " + CLUSTER.address());
  }

  private static TreeSet<Integer> samples(String output) {
    TreeSet<Integer> samples = new TreeSet<>();
    for (String line : Splitter.on('\n').split(output)) {
      Matcher done = DONE.matcher(line);
      if (done.find()) {
        samples.add(Integer.valueOf(done.group(1)));
      }
    }
    return samples;
  }

  private static int runningJobs(FlinkRest rest) {
    try {
      return rest.overview().runningJobs();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
