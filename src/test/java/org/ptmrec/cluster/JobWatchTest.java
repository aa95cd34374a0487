package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JobManager that says what a test wants it to say. */
class JobWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> patched = new ArrayList<>();
  private HttpServer server;
  private Instant now = Instant.EPOCH;
  private String tasks = "{\"RUNNING\":1,\"SCHEDULED\":1}";
  private String state = "RUNNING";
  private long restarting;
  private boolean isKnown = true;
  private JobWatch watch;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/jobs", this::answer);
    server.start();
    String address = "127.0.0.1:" + server.getAddress().getPort();
    watch = new JobWatch(new FlinkJobs(new FlinkRest(address)), "mine", PATIENCE, () -> now);
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("PATCH")) {
      patched.add(exchange.getRequestURI().toString());
      state = "CANCELED";
    }
    String body =
        exchange.getRequestURI().getPath().endsWith("/overview")
            ? "{\"jobs\":["
                + (isKnown ? "{\"jid\":\"j1\",\"name\":\"mine\",\"start-time\":5}" : "")
                + "]}"
            : "{\"jid\":\"j1\",\"state\":\"%s\",\"vertices\":[{\"tasks\":%s}],\"timestamps\":{\"RESTARTING\":%d}}"
                .formatted(state, tasks, restarting);
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void look_working_hasNothingToNote() throws Exception {
    assertThat(watch.look()).isEqualTo(new JobWatch.View("RUNNING", 0, ""));
  }

  @Test
  void look_noSlots_saysSoThenEndsTheJob() throws Exception {
    tasks = "{\"SCHEDULED\":2}";
    watch.look();
    pass(Duration.ofSeconds(59));
    assertThat(watch.look().note()).isEqualTo("has waited 59 s for free slots");
    pass(Duration.ofSeconds(1));

    SlotsMissingException e = assertThrows(SlotsMissingException.class, () -> watch.look());

    assertThat(e).hasMessageThat().contains("no free slots at 127.0.0.1:");
    assertThat(patched).containsExactly("/jobs/j1?mode=cancel");
  }

  @Test
  void look_slotsAfterAWhile_waitingCountsAnew() throws Exception {
    tasks = "{\"SCHEDULED\":2}";
    watch.look();
    pass(Duration.ofSeconds(50));
    tasks = "{\"RUNNING\":2}";
    watch.look();
    tasks = "{\"SCHEDULED\":2}";
    pass(Duration.ofSeconds(50));

    assertThat(watch.look().note()).isEqualTo("has waited 0 s for free slots");
  }

  @Test
  void look_restarted_countsIt() throws Exception {
    watch.look();
    restarting = 17;
    watch.look();
    assertThat(watch.look()).isEqualTo(new JobWatch.View("RUNNING", 1, "restarted once"));
  }

  @Test
  void look_silence_isBorneForAWhile() throws Exception {
    watch.look();
    server.stop(0);
    watch.look();
    pass(Duration.ofSeconds(40));
    assertThat(watch.look().note()).isEqualTo("the cluster has not answered for 40 s");
    pass(Duration.ofSeconds(40));

    ClusterUnreachableException e =
        assertThrows(ClusterUnreachableException.class, () -> watch.look());

    assertThat(e).hasMessageThat().contains("has not answered for 80 s; run again");
  }

  @Test
  void look_jobManagerWithoutMemory_isALostCluster() throws Exception {
    watch.look();
    isKnown = false;

    ClusterUnreachableException e =
        assertThrows(ClusterUnreachableException.class, () -> watch.look());

    assertThat(e).hasMessageThat().contains("does not know the job mine any more");
  }

  @Test
  void look_notSubmittedYet_isFine() throws Exception {
    isKnown = false;

    assertThat(watch.look()).isEqualTo(JobWatch.View.NOTHING);
  }

  @Test
  void cancel_running_endsIt() throws Exception {
    assertThat(watch.cancel()).isTrue();
    assertThat(patched).hasSize(1);
    assertThat(watch.cancel()).isFalse();
  }
}
