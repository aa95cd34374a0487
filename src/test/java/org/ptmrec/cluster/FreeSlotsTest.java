package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreeSlotsTest {
  private HttpServer server;
  private String overview = "";
  private FreeSlots slots;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/overview",
        exchange -> {
          byte[] bytes = overview.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    FlinkRest rest = new FlinkRest("127.0.0.1:" + server.getAddress().getPort());
    slots = new FreeSlots(rest, Duration.ZERO, () -> Instant.EPOCH);
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void cluster(int total, int free, int jobs) {
    cluster(1, total, free, jobs);
  }

  private void cluster(int taskManagers, int total, int free, int jobs) {
    overview =
        "{\"taskmanagers\":%d,\"slots-total\":%d,\"slots-available\":%d,\"jobs-running\":%d}"
            .formatted(taskManagers, total, free, jobs);
  }

  @Test
  void await_noJobs_allSlotsThoughTheLastJobStillHoldsSome() throws Exception {
    cluster(4, 1, 0);

    assertThat(slots.await(note -> {})).isEqualTo(4);
  }

  @Test
  void await_otherJobs_whatTheyLeave() throws Exception {
    cluster(4, 1, 2);

    assertThat(slots.await(note -> {})).isEqualTo(1);
  }

  @Test
  void await_allBusy_endsWithTheReason() {
    cluster(4, 0, 2);

    SlotsMissingException e =
        assertThrows(SlotsMissingException.class, () -> slots.await(note -> {}));

    assertThat(e).hasMessageThat().contains("start more TaskManagers");
  }

  @Test
  void check_noTaskManager_saysSo() {
    cluster(0, 0, 0, 0);

    ClusterUnreachableException e =
        assertThrows(ClusterUnreachableException.class, () -> slots.check());

    assertThat(e).hasMessageThat().contains("has no TaskManager");
  }

  @Test
  void check_registeredButSlotsNotYetReported_leavesItToAwait() throws Exception {
    cluster(1, 0, 0, 0);

    slots.check();

    assertThrows(SlotsMissingException.class, () -> slots.await(note -> {}));
  }
}
