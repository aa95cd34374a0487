package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.testkit.ImageServer;

/**
 * Ways to abuse a downloader, and what becomes of them. The test's server plays a public host,
 * {@code shop.example}; every other name and address goes through the guard as it is by default.
 */
class AttacksTest {
  private static final byte[] PICTURE = TestPictures.png(1);
  private static final FetchSpec SPEC =
      FetchSpec.create()
          .withAllowPrivateAddresses(true) // for the server's port; see Names for the addresses
          .withRespectRobots(false)
          .withAttempts(1)
          .withMaxBytes(1 << 20);

  private final ImageServer server = ImageServer.start();
  private final Names names = new Names();

  @BeforeEach
  void route() throws IOException {
    server.route("/ok", ImageServer.ok(PICTURE));
    server.route("/to-loopback", ImageServer.redirect("http://127.0.0.1:" + server.port() + "/ok"));
    server.route("/to-inside", ImageServer.redirect("http://inside.example/"));
    server.route(
        "/gzip-bomb",
        ImageServer.ok(TestPictures.gzipped(new byte[64 << 20]), "Content-Encoding: gzip"));
    server.route("/pixel-bomb", ImageServer.ok(TestPictures.blankPng(30_000, 30_000)));
    server.route("/drip", server.drip("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", PICTURE));
    server.route("/endless", ImageServer.endless("HTTP/1.1 200 OK\r\n\r\n", new byte[8192]));
    server.route("/short", ImageServer.announcing(PICTURE.length + 7, PICTURE));
    server.route(
        "/headers", ImageServer.endless("HTTP/1.1 200 OK\r\n", "X: y\r\n".getBytes(ISO_8859_1)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The strict guard, but for the name of the public host. */
  private static final class Names implements DnsResolver {
    private final List<String> lookedUp = new ArrayList<>();
    private final AddressGuard strict = new AddressGuard(new Attacker(), false);

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      lookedUp.add(host);
      boolean isPublic =
          host.equals("shop.example") || host.equals("rebinding.example") && lookedUp.size() == 1;
      return isPublic ? new InetAddress[] {InetAddress.getLoopbackAddress()} : strict.resolve(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /** Answers with addresses of the network inside. */
  private static final class Attacker implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return host.endsWith(".example")
          ? new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 1, 2, 3})}
          : SystemDefaultDnsResolver.INSTANCE.resolve(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  private ImageSource source(FetchSpec spec) {
    HostPacer.Sleeper noSleep = nanos -> {};
    return new ImageSource(
        spec,
        new ImageFetcher(spec, new AddressGuard(names, true), ImageFetcherTest.hangs()),
        new Hosts(spec, System::nanoTime, noSleep),
        new Backoff(bound -> 0),
        noSleep);
  }

  private FetchFailureReason reason(FetchSpec spec, String url) {
    URI location = URI.create(url.replace("PORT", Integer.toString(server.port())));
    try (ImageSource source = source(spec)) {
      return assertThrows(
              FetchException.class, () -> source.get(location, null, new ImageSource.Attempts()))
          .reason();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "IPv4-mapped IPv6, http://[::ffff:127.0.0.1]:PORT/ok, BLOCKED_ADDRESS",
    "decimal host, http://2130706433:PORT/ok, BLOCKED_ADDRESS",
    "octal host, http://0177.0.0.1:PORT/ok, BLOCKED_ADDRESS",
    "metadata of a cloud, http://169.254.169.254/latest, BLOCKED_ADDRESS",
    "name of a private address, http://inside.example:PORT/ok, BLOCKED_ADDRESS",
    "redirect to loopback, http://shop.example:PORT/to-loopback, BLOCKED_REDIRECT",
    "redirect to a private name, http://shop.example:PORT/to-inside, BLOCKED_REDIRECT",
    "gzip bomb, http://shop.example:PORT/gzip-bomb, TOO_LARGE",
    "30000 x 30000 pixels, http://shop.example:PORT/pixel-bomb, TOO_MANY_PIXELS",
    "slow drip, http://shop.example:PORT/drip, TIMEOUT",
    "endless body, http://shop.example:PORT/endless, TOO_LARGE",
    "endless headers, http://shop.example:PORT/headers, CONNECT",
    "wrong length, http://shop.example:PORT/short, TRUNCATED_BODY"
  })
  void get_attack_refused(String attack, String url, FetchFailureReason expected) {
    FetchSpec spec = url.endsWith("/drip") ? SPEC.withTimeout(Duration.ofMillis(300)) : SPEC;
    assertThat(reason(spec, url)).isEqualTo(expected);
    assertThat(server.count("/ok")).isEqualTo(0);
  }

  /** The address that was checked is the one that is connected to: there is no second look-up. */
  @Test
  void get_rebindingBetweenCheckAndConnect_lookedUpOnce() throws Exception {
    String url = "http://rebinding.example:" + server.port() + "/ok";
    try (ImageSource source = source(SPEC)) {
      assertThat(source.get(URI.create(url), null, new ImageSource.Attempts()).image()).isNotNull();
    }
    assertThat(names.lookedUp).containsExactly("rebinding.example");
    assertThat(reason(SPEC, url)).isEqualTo(FetchFailureReason.BLOCKED_ADDRESS);
    assertThat(server.count("/ok")).isEqualTo(1);
  }
}
