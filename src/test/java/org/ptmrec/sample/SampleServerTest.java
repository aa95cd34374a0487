package org.ptmrec.sample;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleServerTest {
  private static final byte[] PICTURE = {1, 2, 3};

  @TempDir Path temporary;
  private SampleServer server;

  @BeforeEach
  void start() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("shop/images")).getParent();
    Files.write(folder.resolve("images/p0001.png"), PICTURE);
    Files.writeString(folder.resolve("items.jsonl"), "not for the web");
    Files.writeString(temporary.resolve("secret.png"), "not for anybody");
    server = SampleServer.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void get_picture_isServed() throws Exception {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "images/p0001.png")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("image/png");
    assertThat(answer.body()).isEqualTo(PICTURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/images/p0002.png",
        "/items.jsonl",
        "/images/../items.jsonl",
        "/images/../../secret.png",
        "/images/%2e%2e/%2e%2e/secret.png",
        "/images/..%2f..%2fsecret.png",
        "//images/p0001.png",
        "/images/",
        "/"
      })
  void get_anythingElse_isNotFound(String path) throws IOException {
    assertThat(statusLine("GET", path)).contains(" 404 ");
  }

  @Test
  void post_isRefused() throws IOException {
    assertThat(statusLine("POST", "/images/p0001.png")).contains(" 405 ");
  }

  @Test
  void url_isOnTheLoopbackInterface() {
    assertThat(server.url()).matches("http://127\\.0\\.0\\.1:[0-9]+/");
  }

  /** Over a bare socket: a client would tidy up the path first. */
  private String statusLine(String method, String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", URI.create(server.url()).getPort());
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(0, answer.indexOf('\r'));
    }
  }
}
