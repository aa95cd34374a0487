package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.testkit.ImageServer;

class FileDownloadTest {
  private static final byte[] CONTENT = content(300_000, 1);
  private static final String SHA256 = DigestUtils.sha256Hex(CONTENT);

  @TempDir Path folder;
  private final ImageServer server = ImageServer.start();
  private final List<Long> reported = new ArrayList<>();

  private static byte[] content(int bytes, int seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path target() {
    return folder.resolve("sub/data.bin");
  }

  private Path part() {
    return folder.resolve("sub/data.bin.part");
  }

  private String fetch(String path, String sha256) throws Exception {
    FetchSpec spec =
        FetchSpec.create()
            .withAllowPrivateAddresses(true)
            .withAttempts(3)
            .withIdleTimeout(Duration.ofSeconds(10));
    try (FileDownload download =
        new FileDownload(spec, new AddressGuard(true), new Backoff(bound -> 0), nanos -> {})) {
      return download.fetch(
          server.url(path).toString(), target(), sha256, (bytes, total) -> reported.add(bytes));
    }
  }

  private FileDownload.FailedException failure(String path, String sha256) {
    return assertThrows(FileDownload.FailedException.class, () -> fetch(path, sha256));
  }

  /** What a server that knows ranges answers. */
  private static ImageServer.Handler ranged(byte[] content, String etag) {
    return (request, client) -> {
      String range = request.headers().get("range");
      boolean same = etag.equals(request.headers().get("if-range"));
      int from = range != null && same ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      byte[] rest = Arrays.copyOfRange(content, from, content.length);
      ImageServer.answer(
              from > 0 ? 206 : 200,
              rest,
              "ETag: " + etag,
              "Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length)
          .answer(request, client);
    };
  }

  /** Says that all comes, sends some, and hangs up. */
  private static ImageServer.Handler cutOff(byte[] content, int sent, String etag) {
    return cutOff(
        "HTTP/1.1 200 OK\r\nETag: " + etag + "\r\nContent-Length: " + content.length + "\r\n\r\n",
        Arrays.copyOf(content, sent));
  }

  private static ImageServer.Handler cutOff(String head, byte[] sent) {
    return (request, client) -> {
      ImageServer.write(client, head);
      client.getOutputStream().write(sent);
      client.getOutputStream().flush();
      throw new ImageServer.HangUp();
    };
  }

  private void assertWhole(byte[] content) throws IOException {
    assertThat(Arrays.equals(Files.readAllBytes(target()), content)).isTrue();
    assertThat(Files.exists(part())).isFalse();
  }

  @Test
  void fetch_file_inItsPlaceWithItsDigest() throws Exception {
    server.route("/f", ImageServer.ok(CONTENT));
    assertThat(fetch("/f", SHA256)).isEqualTo(SHA256);
    assertWhole(CONTENT);
    assertThat(reported.get(reported.size() - 1)).isEqualTo(CONTENT.length);
    try (var files = Files.list(target().getParent())) {
      assertThat(files.count()).isEqualTo(1);
    }
  }

  @Test
  void fetch_connectionLost_goesOnWhereItWas() throws Exception {
    server.route(
        "/f", ImageServer.inTurn(cutOff(CONTENT, 200_000, "\"v1\""), ranged(CONTENT, "\"v1\"")));
    fetch("/f", SHA256);
    assertWhole(CONTENT);
    assertThat(server.requests("/f").get(1).headers())
        .containsAtLeast("range", "bytes=200000-", "if-range", "\"v1\"");
  }

  @Test
  void fetch_anotherProcessLater_goesOnWhereItWas() throws Exception {
    server.route(
        "/f",
        ImageServer.inTurn(
            cutOff(CONTENT, 200_000, "\"v1\""),
            ImageServer.status(403),
            ranged(CONTENT, "\"v1\"")));
    failure("/f", SHA256);
    assertThat(Files.exists(target())).isFalse();
    assertThat(Files.size(part())).isEqualTo(200_000);
    fetch("/f", SHA256);
    assertWhole(CONTENT);
    assertThat(server.requests("/f").get(2).headers()).containsEntry("range", "bytes=200000-");
  }

  /** RFC 9110 §15.3.7 lets a server leave out what was in the request. */
  @Test
  void fetch_laterAnswerWithoutValidator_goesOnAllTheSame() throws Exception {
    server.route(
        "/f",
        ImageServer.inTurn(
            cutOff(CONTENT, 100_000, "\"v1\""),
            cutOff(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 100000-299999/300000\r\n"
                    + "Content-Length: 200000\r\n\r\n",
                Arrays.copyOfRange(CONTENT, 100_000, 150_000)),
            ranged(CONTENT, "\"v1\"")));
    fetch("/f", SHA256);
    assertWhole(CONTENT);
    assertThat(server.requests("/f").get(2).headers())
        .containsAtLeast("range", "bytes=150000-", "if-range", "\"v1\"");
  }

  @Test
  void fetch_noteThatSaysNothing_startsAnew() throws Exception {
    Files.createDirectories(part().getParent());
    Files.write(part(), new byte[10]);
    Files.writeString(folder.resolve("sub/data.bin.part.json"), "{}");
    server.route("/f", ImageServer.ok(CONTENT));
    fetch("/f", SHA256);
    assertWhole(CONTENT);
  }

  @Test
  void fetch_fileChangedMeanwhile_startsAnew() throws Exception {
    byte[] newer = content(250_000, 2);
    server.route(
        "/f", ImageServer.inTurn(cutOff(CONTENT, 200_000, "\"v1\""), ranged(newer, "\"v2\"")));
    fetch("/f", null);
    assertWhole(newer);
  }

  @Test
  void fetch_weakEtag_startsAnew() throws Exception {
    server.route(
        "/f", ImageServer.inTurn(cutOff(CONTENT, 200_000, "W/\"v1\""), ImageServer.ok(CONTENT)));
    fetch("/f", SHA256);
    assertWhole(CONTENT);
    assertThat(server.requests("/f").get(1).headers()).doesNotContainKey("range");
  }

  @Test
  void fetch_answerToAnotherRange_startsAnew() throws Exception {
    server.route(
        "/f",
        ImageServer.inTurn(
            cutOff(CONTENT, 200_000, "\"v1\""),
            ImageServer.answer(206, CONTENT, "Content-Range: bytes 0-299999/300000"),
            ImageServer.ok(CONTENT)));
    fetch("/f", SHA256);
    assertWhole(CONTENT);
  }

  @Test
  void fetch_otherDigest_nothingKept() {
    server.route("/f", ImageServer.ok(CONTENT));
    String other = DigestUtils.sha256Hex("other");
    assertThat(failure("/f", other))
        .hasMessageThat()
        .contains("its SHA-256 is " + SHA256 + ", expected was " + other);
    assertThat(Files.exists(target())).isFalse();
    assertThat(Files.exists(part())).isFalse();
  }

  @Test
  void fetch_missing_saysSo() {
    assertThat(failure("/none", null)).hasMessageThat().contains("HTTP_4XX: HTTP status 404");
    assertThat(server.count("/none")).isEqualTo(1);
  }

  @Test
  void fetch_redirect_followedAndGuarded() throws Exception {
    server.route("/r", ImageServer.redirect("/f"));
    server.route("/f", ranged(CONTENT, "\"v\""));
    fetch("/r", SHA256);
    assertWhole(CONTENT);
    server.route("/evil", ImageServer.redirect("http://0x7f.1/"));
    assertThat(failure("/evil", null)).hasMessageThat().contains("BLOCKED_REDIRECT");
  }

  @Test
  void fetch_privateAddress_refusedByDefault() {
    try (FileDownload download = new FileDownload(FetchSpec.create())) {
      for (String url : List.of("http://127.0.0.1/f", "http://[::ffff:10.0.0.1]/f")) {
        FileDownload.FailedException e =
            assertThrows(
                FileDownload.FailedException.class,
                () -> download.fetch(url, target(), null, (bytes, total) -> {}));
        assertThat(e).hasMessageThat().contains("BLOCKED_ADDRESS");
      }
    }
  }

  @Test
  void fetch_damagedNote_startsAnew() throws Exception {
    Files.createDirectories(part().getParent());
    Files.write(part(), new byte[10]);
    Files.writeString(folder.resolve("sub/data.bin.part.json"), "{oops", StandardCharsets.UTF_8);
    server.route("/f", ImageServer.ok(CONTENT));
    fetch("/f", SHA256);
    assertWhole(CONTENT);
  }

  /** As if the process had been killed after the first of the two files was touched. */
  @Test
  void open_anew_dropsTheOldBytesBeforeItSaysWhoseTheNewOnesAre() throws Exception {
    Files.createDirectories(part().getParent());
    Files.write(part(), content(100, 2));
    Files.createDirectories(part().resolveSibling("data.bin.part.json").resolve("in the way"));
    PartialFile partial = new PartialFile(target());
    assertThrows(
        IOException.class,
        () -> partial.open(new PartialFile.Origin("https://a.example/x", "\"new\""), 0));
    assertThat(Files.exists(part())).isFalse();
  }
}
