package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlinkRestTest {
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(int status, String body) {
    server.createContext(
        "/overview",
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @Test
  void overview_jobManager_itsNumbers() throws Exception {
    answer(
        200,
        "{\"taskmanagers\":2,\"slots-total\":4,\"slots-available\":1,\"jobs-running\":3,"
            + "\"flink-version\":\"1.19.0\"}");

    FlinkRest.Overview overview = new FlinkRest(address()).overview();

    assertThat(overview).isEqualTo(new FlinkRest.Overview("1.19.0", 2, 4, 1, 3));
  }

  @Test
  void overview_somethingElse_namesTheStatus() {
    answer(404, "not here");

    ClusterUnreachableException e =
        assertThrows(ClusterUnreachableException.class, () -> new FlinkRest(address()).overview());

    assertThat(e).hasMessageThat().contains(address() + " (HTTP status 404)");
  }

  @Test
  void overview_noJson_unreachable() {
    answer(200, "<html>");

    assertThrows(ClusterUnreachableException.class, () -> new FlinkRest(address()).overview());
  }

  @Test
  void overview_nobodyListens_saysWhatToDo() {
    String address = address();
    server.stop(0);

    ClusterUnreachableException e =
        assertThrows(ClusterUnreachableException.class, () -> new FlinkRest(address).overview());

    assertThat(e).hasMessageThat().contains("ptmrec cluster start");
  }
}
