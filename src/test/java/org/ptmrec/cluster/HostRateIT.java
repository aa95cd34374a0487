package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.cli.ProgramRun;
import org.ptmrec.testkit.ImageServer;

/** How often all TaskManagers together ask a host, as the host itself sees it. */
class HostRateIT {
  private static final int RATE = 5;

  /** In ten seconds; a request may come late, and the next one not. */
  private static final int MOST = 55;

  private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);

  /** Of the host that is watched: more than ten seconds of them. */
  private static final int WATCHED = 75;

  /** Others give the other TaskManager something to do. */
  private static final int OTHERS = 6;

  @RegisterExtension static final ClusterExtension CLUSTER = new ClusterExtension();

  @TempDir Path folder;

  private final List<ImageServer> hosts = new ArrayList<>();
  private final StringBuilder interactions =
      new StringBuilder("user_id,item_id,rating,timestamp\n");
  private final StringBuilder items = new StringBuilder();

  @Test
  void download_twoTaskManagers_theHostIsAskedNoMoreThanItsRate() throws Exception {
    ImageServer watched = host("127.0.0.1", WATCHED);
    for (int other = 0; other < OTHERS; other++) {
      host("127.0.0." + (2 + other), RATE);
    }

    ProgramRun.Result run =
        ProgramRun.of(
            "run", pipeline().toString(), "--runner=flink", "--flink-master=" + CLUSTER.address());

    assertWithMessage(run.err()).that(run.exitCode()).isEqualTo(0);
    Map<String, Long> asked =
        new JobDetails(CLUSTER.address())
            .recordsByTaskManager("rate-download-images-", "at Fetch/Fetch)");
    assertThat(asked).hasSize(ClusterExtension.TASK_MANAGERS);
    assertThat(asked.values()).doesNotContain(0L);
    assertPaced(watched.requests().stream().mapToLong(ImageServer.Request::nanos).toArray());
  }

  private static void assertPaced(long[] arrivals) {
    assertThat(arrivals.length).isAtLeast(WATCHED);
    long all = arrivals[arrivals.length - 1] - arrivals[0];
    assertWithMessage("requests in ten seconds, on average")
        .that((arrivals.length - 1) * TEN_SECONDS / all)
        .isAtMost(MOST);
    int after = 0;
    for (int first = 0; first < arrivals.length; first++) {
      while (after < arrivals.length && arrivals[after] - arrivals[first] < TEN_SECONDS) {
        after++;
      }
      assertWithMessage("requests in ten seconds").that(after - first).isAtMost(MOST);
    }
  }

  /** A host and its pictures, each an item's. */
  private ImageServer host(String address, int pictures) throws IOException {
    ImageServer server = ImageServer.start(address);
    hosts.add(server);
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", picture);
    for (int i = 0; i < pictures; i++) {
      String item = address + "-" + i;
      server.route("/" + i, ImageServer.ok(picture.toByteArray()));
      items.append(
          "{\"item_id\": \"%s\", \"image\": \"%s\"}\n".formatted(item, server.url("/" + i)));
      for (int user = 0; user < 2; user++) {
        interactions.append("u%d,%s,5,%d\n".formatted((i + user) % 5, item, i));
      }
    }
    return server;
  }

  private Path pipeline() throws IOException {
    Files.writeString(folder.resolve("interactions.csv"), interactions);
    Files.writeString(folder.resolve("items.jsonl"), items);
    return Files.writeString(
        folder.resolve("rate.yaml"),
        """
        name: rate
        stages:
          ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
          download-images:
            allowPrivateAddresses: true
            maxFailureRate: 0
            perHost: {concurrency: 4, rate: %d}
        """
            .formatted(RATE));
  }

  @AfterEach
  void close() {
    hosts.forEach(ImageServer::close);
  }
}
