package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.download.ImageFetcher.Body;
import org.ptmrec.download.ImageFetcher.Validators;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.testkit.ImageServer;

class ImageFetcherTest {
  private static final byte[] CONTENT = "0123456789".getBytes(ISO_8859_1);
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final long MAX_BYTES = 1 << 20;
  private static final FetchSpec SPEC =
      FetchSpec.create()
          .withAllowPrivateAddresses(true)
          .withConnectTimeout(Duration.ofSeconds(5))
          .withIdleTimeout(Duration.ofSeconds(5))
          .withTimeout(Duration.ofSeconds(10));

  private final ImageServer server = ImageServer.start();
  private final List<URI> asked = new ArrayList<>();

  static HangGuard hangs() {
    return new HangGuard(Duration.ofMinutes(1), System::nanoTime);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Body fetch(FetchSpec spec, URI url, Validators validators)
      throws FetchException, InterruptedException {
    try (ImageFetcher fetcher =
        new ImageFetcher(spec, new AddressGuard(spec.allowPrivateAddresses()), hangs())) {
      return fetcher.fetch(url, validators, MAX_BYTES, asked::add);
    }
  }

  private Body fetch(String path) throws FetchException, InterruptedException {
    return fetch(SPEC, server.url(path), Validators.NONE);
  }

  private FetchException failure(FetchSpec spec, URI url) {
    return assertThrows(FetchException.class, () -> fetch(spec, url, Validators.NONE));
  }

  private FetchException failure(String path) {
    return failure(SPEC, server.url(path));
  }

  /** Whether the whole attempt was given up in time, not each silence. */
  private void assertTimesOut(String path) {
    FetchSpec hurried = SPEC.withTimeout(Duration.ofMillis(150));
    FetchException e = failure(hurried, server.url(path));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.TIMEOUT);
    assertThat(e).hasMessageThat().isEqualTo("not complete after 0.15 s");
  }

  @Test
  void fetch_file_bytesAndValidators() throws Exception {
    server.route("/a", ImageServer.ok(CONTENT, "ETag: \"v1\"", "Last-Modified: yesterday"));
    Body body = fetch("/a");
    assertThat(body.content()).isEqualTo(CONTENT);
    assertThat(body.etag()).isEqualTo("\"v1\"");
    assertThat(body.lastModified()).isEqualTo("yesterday");
    assertThat(server.requests("/a").get(0).headers())
        .containsEntry("user-agent", SPEC.userAgent());
  }

  @Test
  void fetch_validators_askedWithAndNotModifiedUnderstood() throws Exception {
    server.route("/a", ImageServer.answer(304, new byte[0]));
    Body body = fetch(SPEC, server.url("/a"), new Validators("\"v1\"", "yesterday"));
    assertThat(body.isNotModified()).isTrue();
    assertThat(server.requests("/a").get(0).headers()).containsEntry("if-none-match", "\"v1\"");
    assertThat(server.requests("/a").get(0).headers())
        .containsEntry("if-modified-since", "yesterday");
  }

  @Test
  void fetch_notModifiedUnasked_noFile() {
    server.route("/a", ImageServer.answer(304, new byte[0]));
    assertThat(failure("/a").reason()).isEqualTo(FetchFailureReason.NOT_AN_IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "204, NOT_AN_IMAGE",
    "206, NOT_AN_IMAGE",
    "300, NOT_AN_IMAGE",
    "400, HTTP_4XX",
    "404, HTTP_4XX",
    "410, HTTP_4XX",
    "429, HTTP_429",
    "500, HTTP_5XX",
    "503, HTTP_5XX"
  })
  void fetch_otherStatus_itsReason(int status, FetchFailureReason reason) {
    server.route("/a", ImageServer.answer(status, new byte[0]));
    FetchException e = failure("/a");
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.httpStatus()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"7, 7000", "'Wed, 21 Oct 2015 07:28:00 GMT', 0", "soon, ", "-1, "})
  void fetch_retryAfter_understood(String header, Long millis) {
    server.route("/a", ImageServer.status(429, "Retry-After: " + header));
    assertThat(failure("/a").retryAfterMillis()).isEqualTo(millis);
  }

  @Test
  void fetch_redirects_followedAndEachAskedFor() throws Exception {
    server.route("/a", ImageServer.redirect("/b"));
    server.route("/b", ImageServer.redirect(server.url("/c").toString()));
    server.route("/c", ImageServer.ok(CONTENT));
    assertThat(fetch("/a").content()).isEqualTo(CONTENT);
    assertThat(asked)
        .containsExactly(server.url("/a"), server.url("/b"), server.url("/c"))
        .inOrder();
  }

  @Test
  void fetch_redirectLoop_tooMany() {
    server.route("/a", ImageServer.redirect("/a"));
    assertThat(failure("/a").reason()).isEqualTo(FetchFailureReason.TOO_MANY_REDIRECTS);
    assertThat(server.count("/a")).isEqualTo(SPEC.maxRedirects() + 1);
  }

  @Test
  void fetch_redirectWithEndlessBody_bodyLeftAlone() throws Exception {
    server.route(
        "/a",
        ImageServer.endless(
            "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 999999999999\r\n\r\n",
            new byte[1000]));
    server.route("/b", ImageServer.ok(CONTENT));
    assertThat(fetch("/a").content()).isEqualTo(CONTENT);
  }

  @Test
  void fetch_redirectToOtherScheme_blocked() {
    server.route("/a", ImageServer.redirect("file:///etc/passwd"));
    assertThat(failure("/a").reason()).isEqualTo(FetchFailureReason.BLOCKED_REDIRECT);
  }

  @Test
  void fetch_announcedTooLarge_refusedUnread() {
    server.route("/a", ImageServer.announcing(MAX_BYTES + 1, CONTENT));
    FetchException e = failure("/a");
    assertThat(e.reason()).isEqualTo(FetchFailureReason.TOO_LARGE);
    assertThat(e).hasMessageThat().contains("1048577 bytes announced");
  }

  @Test
  void fetch_endlessBody_cutOffAtTheLimit() {
    server.route("/length", ImageServer.endless("HTTP/1.1 200 OK\r\n\r\n", new byte[5000]));
    assertThat(failure("/length").reason()).isEqualTo(FetchFailureReason.TOO_LARGE);
    server.route("/chunks", ImageServer.endless(CHUNKED, "5\r\nabcde\r\n".getBytes(ISO_8859_1)));
    assertThat(failure("/chunks").reason()).isEqualTo(FetchFailureReason.TOO_LARGE);
  }

  @Test
  void fetch_packedBomb_cutOffAtTheLimit() throws Exception {
    byte[] bomb = TestPictures.gzipped(new byte[64 << 20]);
    assertThat(bomb.length).isLessThan((int) MAX_BYTES);
    server.route("/a", ImageServer.ok(bomb, "Content-Encoding: gzip"));
    assertThat(failure("/a").reason()).isEqualTo(FetchFailureReason.TOO_LARGE);
  }

  @Test
  void fetch_packedBody_unpacked() throws Exception {
    server.route("/a", ImageServer.ok(TestPictures.gzipped(CONTENT), "Content-Encoding: gzip"));
    assertThat(fetch("/a").content()).isEqualTo(CONTENT);
  }

  @Test
  void fetch_cutOffBody_truncated() throws Exception {
    server.route("/length", ImageServer.announcing(100, CONTENT));
    server.route(
        "/chunks",
        (request, client) -> {
          ImageServer.write(client, CHUNKED + "5\r\nabc");
          throw new ImageServer.HangUp();
        });
    byte[] packed = TestPictures.gzipped(new byte[1000]);
    server.route(
        "/packed",
        ImageServer.ok(
            java.util.Arrays.copyOf(packed, packed.length / 2), "Content-Encoding: gzip"));
    for (String path : List.of("/length", "/chunks", "/packed")) {
      FetchException e = failure(path);
      assertThat(e.reason()).isEqualTo(FetchFailureReason.TRUNCATED_BODY);
      assertThat(e.isWorthRetrying()).isTrue();
    }
  }

  @Test
  void fetch_moreThanAnnounced_onlyWhatWasAnnounced() throws Exception {
    server.route("/a", ImageServer.announcing(4, CONTENT));
    assertThat(fetch("/a").content()).isEqualTo("0123".getBytes(ISO_8859_1));
  }

  @Test
  void fetch_slowBody_timesOutAsAWhole() {
    server.route("/a", server.drip("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", CONTENT));
    assertTimesOut("/a");
  }

  @Test
  void fetch_slowHeaders_timesOutAsAWhole() {
    server.route("/a", server.drip("HTTP/1.1 200 OK\r\n", "X: y\r\n".getBytes(ISO_8859_1)));
    assertTimesOut("/a");
  }

  @Test
  void fetch_slowBodyBehindRedirectAndError_timesOutOrIsLeftAlone() {
    server.route("/a", server.drip("HTTP/1.1 404 No\r\nContent-Length: 9999\r\n\r\n", CONTENT));
    FetchException e = failure(SPEC.withTimeout(Duration.ofMillis(150)), server.url("/a"));
    assertThat(e.reason()).isAnyOf(FetchFailureReason.TIMEOUT, FetchFailureReason.HTTP_4XX);
  }

  @Test
  void fetch_silence_timesOut() {
    server.route("/a", server.hang());
    FetchException e = failure(SPEC.withIdleTimeout(Duration.ofMillis(50)), server.url("/a"));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.TIMEOUT);
    assertTimesOut("/a");
  }

  @Test
  void fetch_endlessHeaders_refused() {
    server.route(
        "/lines", ImageServer.endless("HTTP/1.1 200 OK\r\n", "X: y\r\n".getBytes(ISO_8859_1)));
    server.route("/line", ImageServer.endless("HTTP/1.1 200 OK\r\nX: ", new byte[1000]));
    assertThat(failure("/lines").reason()).isEqualTo(FetchFailureReason.CONNECT);
    assertThat(failure("/line").reason()).isEqualTo(FetchFailureReason.CONNECT);
  }

  @Test
  void fetch_resetOrNoAnswer_connect() {
    server.route("/reset", ImageServer.reset());
    server.route(
        "/nothing",
        (request, client) -> {
          throw new ImageServer.HangUp();
        });
    server.route(
        "/garbage",
        (request, client) -> {
          ImageServer.write(client, "SSH-2.0-OpenSSH_9.6\r\n");
          throw new ImageServer.HangUp();
        });
    for (String path : List.of("/reset", "/nothing", "/garbage")) {
      assertThat(failure(path).reason()).isEqualTo(FetchFailureReason.CONNECT);
    }
  }

  @Test
  void fetch_nobodyListens_connect() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    FetchException e = failure(SPEC, URI.create("http://127.0.0.1:" + port + "/a"));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.CONNECT);
  }

  @Test
  void fetch_httpsToAServerWithoutIt_tls() {
    FetchException e = failure(SPEC, URI.create("https://127.0.0.1:" + server.port() + "/a"));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.TLS);
  }

  /** A resolver whose answer changes: public when it is checked, private when asked again. */
  private static final class Rebinding implements DnsResolver {
    private int asked;

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      if (host.equals("nowhere.example")) {
        throw new UnknownHostException(host);
      }
      return new InetAddress[] {InetAddresses.forString(asked++ == 0 ? "240.0.0.1" : "127.0.0.1")};
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  @Test
  void fetch_unknownHost_dns() {
    AddressGuard guard = new AddressGuard(new Rebinding(), false);
    try (ImageFetcher fetcher = new ImageFetcher(SPEC, guard, hangs())) {
      FetchException e =
          assertThrows(
              FetchException.class,
              () ->
                  fetcher.fetch(
                      URI.create("http://nowhere.example/"), Validators.NONE, 10, asked::add));
      assertThat(e.reason()).isEqualTo(FetchFailureReason.DNS);
    }
  }

  @Test
  void fetch_nameOfAPrivateAddress_blockedEveryTime() {
    server.route("/a", ImageServer.ok(CONTENT));
    AddressGuard guard = new AddressGuard(new Rebinding(), false);
    try (ImageFetcher fetcher = new ImageFetcher(SPEC, guard, hangs())) {
      URI url = URI.create("http://rebinding.example:" + server.port() + "/a");
      for (int i = 0; i < 3; i++) {
        FetchException e =
            assertThrows(
                FetchException.class,
                () -> fetcher.fetch(url, Validators.NONE, MAX_BYTES, asked::add));
        assertThat(e.reason()).isEqualTo(FetchFailureReason.BLOCKED_ADDRESS);
      }
    }
    assertThat(server.count("/a")).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/a",
    "http://localhost/a",
    "http://[::1]/a",
    "http://[::ffff:127.0.0.1]/a",
    "http://[::ffff:7f00:1]/a",
    "http://[::127.0.0.1]/a",
    "http://[64:ff9b::7f00:1]/a",
    "http://[2002:7f00:1::]/a",
    "http://0.0.0.0/a",
    "http://169.254.169.254/latest/meta-data",
    "http://2130706433/a",
    "http://0177.0.0.1/a",
    "http://0x7f.1/a",
    "http://127.1/a"
  })
  void fetch_loopbackInAnyForm_blockedByDefault(String url) {
    FetchException e = failure(FetchSpec.create(), URI.create(url));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.BLOCKED_ADDRESS);
  }

  @Test
  void fetch_redirectFromPublicToPrivate_blockedRedirect() {
    // The first hop is allowed by name, the second leads to where only private addresses are.
    DnsResolver resolver =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            if (host.equals("cdn.example")) {
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            }
            throw new AddressGuard.BlockedAddressException(host);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    server.route("/a", ImageServer.redirect("http://inside.example/admin"));
    try (ImageFetcher fetcher = new ImageFetcher(SPEC, new AddressGuard(resolver, true), hangs())) {
      FetchException e =
          assertThrows(
              FetchException.class,
              () ->
                  fetcher.fetch(
                      URI.create("http://cdn.example:" + server.port() + "/a"),
                      Validators.NONE,
                      MAX_BYTES,
                      asked::add));
      assertThat(e.reason()).isEqualTo(FetchFailureReason.BLOCKED_REDIRECT);
    }
  }
}
