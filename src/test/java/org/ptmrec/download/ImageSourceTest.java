package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Range;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.testkit.ImageServer;

class ImageSourceTest {
  private static final byte[] PICTURE = TestPictures.png(1);

  @TempDir Path folder;

  private final ImageServer server = ImageServer.start();
  private final List<Long> waits = new ArrayList<>();
  private final ImageSource.Attempts attempts = new ImageSource.Attempts();
  private long now;
  private ImageSource source;

  @BeforeEach
  void openSource() {
    server.route("/a.png", ImageServer.ok(PICTURE));
    source = source(FetchSpec.create());
  }

  private ImageSource source(FetchSpec given) {
    FetchSpec spec =
        given
            .withAllowPrivateAddresses(true)
            .withRatePerHost(1e6)
            .withIdleTimeout(Duration.ofSeconds(5));
    HostPacer.Sleeper sleeper =
        nanos -> {
          now += nanos;
          if (nanos > 1_000_000) {
            waits.add(nanos / 1_000_000);
          }
        };
    return new ImageSource(
        spec,
        new ImageFetcher(
            spec, new AddressGuard(spec.allowPrivateAddresses()), ImageFetcherTest.hangs()),
        new Hosts(spec, () -> now, sleeper),
        new Backoff(bound -> bound - 1),
        sleeper);
  }

  @AfterEach
  void stop() {
    source.close();
    server.close();
  }

  private ImageSource.Found get(String path) throws FetchException, InterruptedException {
    return source.get(server.url(path), null, attempts);
  }

  private FetchException failure(String path) {
    return assertThrows(FetchException.class, () -> get(path));
  }

  @Test
  void get_picture_described() throws Exception {
    ImageSource.Found found = get("/a.png");
    assertThat(found.digest()).isEqualTo(DigestUtils.sha256Hex(PICTURE));
    assertThat(found.image().getDigest()).isEqualTo(found.digest());
    assertThat(found.image().getMediaType()).isEqualTo("image/png");
    assertThat(found.image().getWidth()).isEqualTo(16);
    assertThat(found.image().getHeight()).isEqualTo(12);
    assertThat(found.image().getContent().array()).isEqualTo(PICTURE);
    assertThat(attempts.made()).isEqualTo(1);
  }

  @Test
  void get_htmlCalledPng_noImage() {
    server.route("/b.png", ImageServer.ok("<html>not found</html>".getBytes(UTF_8)));
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.NOT_AN_IMAGE);
    assertThat(attempts.made()).isEqualTo(1);
  }

  @Test
  void get_emptyAnswer_noImage() {
    server.route("/b.png", ImageServer.ok(new byte[0]));
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.NOT_AN_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void get_statusThatMayPass_triedAgain(int status) throws Exception {
    server.route("/b.png", ImageServer.inTurn(ImageServer.status(status), ImageServer.ok(PICTURE)));
    assertThat(get("/b.png").image()).isNotNull();
    assertThat(attempts.made()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 410, 501, 505})
  void get_statusThatStays_notTriedAgain(int status) {
    server.route("/b.png", ImageServer.status(status));
    failure("/b.png");
    assertThat(server.count("/b.png")).isEqualTo(1);
  }

  @Test
  void get_keepsFailing_waitsDoubleAtMost() {
    source = source(FetchSpec.create().withAttempts(9));
    server.route("/b.png", ImageServer.reset());
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.CONNECT);
    assertThat(attempts.made()).isEqualTo(9);
    assertThat(waits)
        .containsExactly(1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L)
        .inOrder();
  }

  @Test
  void get_retryAfter_obeyedUpToACap() throws Exception {
    server.route(
        "/b.png",
        ImageServer.inTurn(
            ImageServer.status(429, "Retry-After: 7"),
            ImageServer.status(503, "Retry-After: 86400"),
            ImageServer.ok(PICTURE)));
    assertThat(get("/b.png").image()).isNotNull();
    assertThat(waits).containsExactly(7000L, 30000L).inOrder();
  }

  /** Another name of the same server is another host. */
  private String atOtherHost(String path) {
    return server.url(path).toString().replace("127.0.0.1", "localhost");
  }

  @Test
  void get_redirectToAHostThatIsBusy_onlyThatHostIsSpared() throws Exception {
    source = source(FetchSpec.create().withAttempts(1));
    server.route("/b.png", ImageServer.redirect(atOtherHost("/c.png")));
    server.route("/c.png", ImageServer.status(429, "Retry-After: 7"));
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.HTTP_429);

    get("/a.png");
    assertThat(waits).isEmpty();
    failure("/b.png");
    assertThat(waits).hasSize(1);
    assertThat(waits.get(0)).isIn(Range.closed(6900L, 7000L)); // the clock has moved a little
  }

  @Test
  void get_redirectToADeadHost_onlyThatHostIsLeftAlone() throws Exception {
    source = source(FetchSpec.create().withAttempts(1).withCircuitFailures(2));
    server.route("/b.png", ImageServer.redirect(atOtherHost("/c.png")));
    server.route("/c.png", ImageServer.reset());
    failure("/b.png");
    failure("/b.png");
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.HOST_CIRCUIT_OPEN);
    assertThat(server.count("/c.png")).isEqualTo(2);
    assertThat(get("/a.png").image()).isNotNull();
  }

  @Test
  void get_deadHost_leftAloneUntilATrialSucceeds() throws Exception {
    source = source(FetchSpec.create().withAttempts(1).withCircuitFailures(3));
    server.route("/b.png", ImageServer.reset());
    for (int i = 0; i < 3; i++) {
      assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.CONNECT);
    }
    assertThat(failure("/a.png").reason()).isEqualTo(FetchFailureReason.HOST_CIRCUIT_OPEN);
    assertThat(server.count("/a.png")).isEqualTo(0);
    now += Duration.ofSeconds(30).toNanos();
    get("/a.png");
    get("/a.png");
  }

  @Test
  void get_robotsDisallow_notAsked() throws Exception {
    server.route(
        "/robots.txt",
        ImageServer.ok(
            "User-agent: *\nDisallow: /a\n\nUser-agent: ptmrec\nDisallow: /private\n"
                .getBytes(UTF_8)));
    server.route("/private/b.png", ImageServer.ok(PICTURE));
    get("/a.png");
    FetchException e = failure("/private/b.png");
    assertThat(e.reason()).isEqualTo(FetchFailureReason.ROBOTS_DENIED);
    assertThat(e).hasMessageThat().contains("disallowed by http://127.0.0.1");
    assertThat(server.count("/private/b.png")).isEqualTo(0);
    assertThat(server.count("/robots.txt")).isEqualTo(1);
  }

  @Test
  void get_robotsNotRespected_notEvenRead() throws Exception {
    source = source(FetchSpec.create().withRespectRobots(false));
    server.route("/robots.txt", ImageServer.ok("User-agent: *\nDisallow: /".getBytes(UTF_8)));
    server.route("/b.png", ImageServer.ok(PICTURE, "X-Robots-Tag: noai"));
    get("/a.png");
    get("/b.png");
    assertThat(server.count("/robots.txt")).isEqualTo(0);
  }

  @Test
  void get_robotsTxtFails_hostAskedNothingElse() {
    source = source(FetchSpec.create().withAttempts(2));
    server.route("/robots.txt", ImageServer.status(503));
    FetchException e = failure("/a.png");
    assertThat(e.reason()).isEqualTo(FetchFailureReason.HTTP_5XX);
    assertThat(e).hasMessageThat().contains("/robots.txt: HTTP status 503");
    assertThat(server.count("/robots.txt")).isEqualTo(2);
    assertThat(server.count("/a.png")).isEqualTo(0);
  }

  @Test
  void get_crawlDelay_obeyed() throws Exception {
    server.route("/robots.txt", ImageServer.ok("User-agent: *\nCrawl-delay: 3\n".getBytes(UTF_8)));
    get("/a.png");
    get("/a.png");
    assertThat(waits).containsExactly(3000L);
  }

  @Test
  void get_redirectIntoDisallowed_notAsked() {
    server.route("/robots.txt", ImageServer.ok("User-agent: *\nDisallow: /p".getBytes(UTF_8)));
    server.route("/b.png", ImageServer.redirect("/p.png"));
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.ROBOTS_DENIED);
    assertThat(server.count("/p.png")).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"noai", "noimageai, nofollow", "nofollow, NoIndex", "ptmrec: none"})
  void get_robotsTag_refused(String tag) {
    server.route("/b.png", ImageServer.ok(PICTURE, "X-Robots-Tag: " + tag));
    assertThat(failure("/b.png").reason()).isEqualTo(FetchFailureReason.ROBOTS_DENIED);
  }

  private static ItemImage previous(String etag) {
    return ItemImage.newBuilder()
        .setItem(0)
        .setUrl("a.png")
        .setDigest("d")
        .setEtag(etag)
        .setLastModified(null)
        .build();
  }

  @Test
  void get_previousUnchanged_reused() throws Exception {
    server.route("/b.png", ImageServer.answer(304, new byte[0]));
    ImageSource.Found found = source.get(server.url("/b.png"), previous("v1"), attempts);
    assertThat(found).isEqualTo(new ImageSource.Found("d", "v1", null, null));
    assertThat(server.requests("/b.png").get(0).headers()).containsEntry("if-none-match", "v1");
  }

  @Test
  void get_previousChanged_replaced() throws Exception {
    server.route("/b.png", ImageServer.ok(PICTURE, "ETag: v2"));
    ImageSource.Found found = source.get(server.url("/b.png"), previous("v1"), attempts);
    assertThat(found.image()).isNotNull();
    assertThat(found.etag()).isEqualTo("v2");
  }

  @Test
  void get_previousWithoutValidator_fetchedAnew() throws Exception {
    ImageSource.Found found = source.get(server.url("/a.png"), previous(null), attempts);
    assertThat(found.digest()).isEqualTo(DigestUtils.sha256Hex(PICTURE));
    assertThat(server.count("/a.png")).isEqualTo(1);
  }

  @Test
  void get_previousOfAFailingHost_kept() throws Exception {
    server.route("/b.png", ImageServer.status(503));
    assertThat(source.get(server.url("/b.png"), previous("v1"), attempts).digest()).isEqualTo("d");
  }

  @Test
  void get_previousThatIsGone_failure() {
    FetchException e =
        assertThrows(
            FetchException.class,
            () -> source.get(server.url("/gone.png"), previous("v1"), attempts));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.HTTP_4XX);
  }

  @Test
  void get_file_read() throws Exception {
    Path file = Files.write(folder.resolve("x.png"), PICTURE);
    ImageSource.Found found = source.get(file.toUri(), null, attempts);
    assertThat(found.image().getContent().array()).isEqualTo(PICTURE);
  }

  @Test
  void get_missingLargeOrLinkedFile_failure() throws IOException {
    Path outside = Files.write(folder.resolve("secret.png"), PICTURE);
    Path base = Files.createDirectory(folder.resolve("base"));
    URI link = Files.createSymbolicLink(base.resolve("link.png"), outside).toUri();
    URI large = Files.write(base.resolve("large.png"), new byte[2000]).toUri();
    source = source(FetchSpec.create().withBase(base.toString()).withMaxBytes(1000));
    assertThat(fileFailure(link)).isEqualTo(FetchFailureReason.BLOCKED_ADDRESS);
    assertThat(fileFailure(large)).isEqualTo(FetchFailureReason.TOO_LARGE);
    assertThat(fileFailure(base.resolve("no.png").toUri())).isEqualTo(FetchFailureReason.CONNECT);
    assertThat(fileFailure(base.toUri())).isEqualTo(FetchFailureReason.CONNECT);
  }

  private FetchFailureReason fileFailure(URI file) {
    return assertThrows(FetchException.class, () -> source.get(file, null, attempts)).reason();
  }
}
