package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.testkit.ImageServer;

@ExtendWith(TestPipelineExtension.class)
class FetchImagesTest {
  private final ImageServer server = ImageServer.start();
  private final FetchSpec spec =
      FetchSpec.create()
          .withBase(server.url("/").toString())
          .withAllowPrivateAddresses(true)
          .withAttempts(1)
          .withRatePerHost(1e6)
          .withTimeout(Duration.ofSeconds(20));

  @AfterEach
  void stop() {
    server.close();
  }

  private static Item item(int index, String url) {
    return new Item(index, "id" + index, "text", "title", url);
  }

  private static ItemImage itemImage(int item, String url, byte[] content, String etag) {
    return new ItemImage(item, url, DigestUtils.sha256Hex(content), etag, null);
  }

  private static PCollection<Item> items(TestPipeline pipeline, Item... items) {
    return pipeline.apply(Create.of(List.of(items)).withCoder(AvroCoder.of(Item.class)));
  }

  /** Content by digest, so that a failing test does not print pictures. */
  private static void assertImages(PCollection<Image> images, byte[]... contents) {
    List<String> expected = new ArrayList<>();
    for (byte[] content : contents) {
      expected.add(DigestUtils.sha256Hex(content));
    }
    PAssert.that(images)
        .satisfies(
            found -> {
              List<String> digests = new ArrayList<>();
              for (Image image : found) {
                byte[] content = new byte[image.getContent().remaining()];
                image.getContent().duplicate().get(content);
                assertThat(DigestUtils.sha256Hex(content)).isEqualTo(image.getDigest());
                digests.add(image.getDigest());
              }
              assertThat(digests).containsExactlyElementsIn(expected);
              return null;
            });
  }

  @Test
  void expand_sharedUrlsAndSameBytes_fetchedAndStoredOnce(TestPipeline pipeline) {
    byte[] one = TestPictures.png(1);
    byte[] two = TestPictures.png(2);
    server.route("/1.png", ImageServer.ok(one, "ETag: e1"));
    server.route("/same.png", ImageServer.ok(one));
    server.route("/2.png", ImageServer.ok(two));
    FetchImages.Result result =
        items(
                pipeline,
                item(0, "1.png"),
                item(1, "1.png"),
                item(2, "same.png"),
                item(3, "2.png"),
                item(4, null))
            .apply(FetchImages.of(spec));
    assertImages(result.getImages(), one, two);
    PAssert.that(result.getItemImages())
        .containsInAnyOrder(
            itemImage(0, "1.png", one, "e1"),
            itemImage(1, "1.png", one, "e1"),
            itemImage(2, "same.png", one, null),
            itemImage(3, "2.png", two, null));
    PAssert.that(result.getFailures()).empty();
    pipeline.run();
    assertThat(server.count("/1.png")).isEqualTo(1);
  }

  @Test
  void expand_everyKindOfFailure_recordedWithItsReason(TestPipeline pipeline) throws IOException {
    Map<String, FetchFailureReason> expected = new TreeMap<>();
    server.route("/404.png", ImageServer.status(404));
    expected.put("404.png", FetchFailureReason.HTTP_4XX);
    server.route("/429.png", ImageServer.status(429));
    expected.put("429.png", FetchFailureReason.HTTP_429);
    server.route("/500.png", ImageServer.status(500));
    expected.put("500.png", FetchFailureReason.HTTP_5XX);
    server.route("/html.png", ImageServer.ok("<html></html>".getBytes(UTF_8)));
    expected.put("html.png", FetchFailureReason.NOT_AN_IMAGE);
    server.route("/svg.png", ImageServer.ok("<svg></svg>.".getBytes(UTF_8)));
    expected.put("svg.png", FetchFailureReason.UNSUPPORTED_FORMAT);
    byte[] png = TestPictures.png(1);
    server.route("/corrupt.png", ImageServer.ok(java.util.Arrays.copyOf(png, 60)));
    expected.put("corrupt.png", FetchFailureReason.CORRUPT_IMAGE);
    server.route("/cut.png", ImageServer.announcing(png.length + 1, png));
    expected.put("cut.png", FetchFailureReason.TRUNCATED_BODY);
    server.route("/large.png", ImageServer.announcing(1L << 40, png));
    expected.put("large.png", FetchFailureReason.TOO_LARGE);
    server.route("/bomb.png", ImageServer.ok(TestPictures.blankPng(30_000, 30_000)));
    expected.put("bomb.png", FetchFailureReason.TOO_MANY_PIXELS);
    server.route("/loop.png", ImageServer.redirect("/loop.png"));
    expected.put("loop.png", FetchFailureReason.TOO_MANY_REDIRECTS);
    server.route("/away.png", ImageServer.redirect("ftp://shop.example/"));
    expected.put("away.png", FetchFailureReason.BLOCKED_REDIRECT);
    server.route("/reset.png", ImageServer.reset());
    expected.put("reset.png", FetchFailureReason.CONNECT);
    server.route("/robots.txt", ImageServer.ok("User-agent: *\nDisallow: /p".getBytes(UTF_8)));
    expected.put("private.png", FetchFailureReason.ROBOTS_DENIED);
    expected.put("ftp://shop.example/a.png", FetchFailureReason.BAD_URL);
    expected.put("http://0x7f.1/a.png", FetchFailureReason.BLOCKED_ADDRESS);
    expected.put("https://127.0.0.1:" + server.port() + "/a.png", FetchFailureReason.TLS);
    expected.put("http://no-such-host.invalid/a.png", FetchFailureReason.DNS);
    Item[] items = new Item[expected.size()];
    List<String> urls = List.copyOf(expected.keySet());
    for (int i = 0; i < items.length; i++) {
      items[i] = item(i, urls.get(i));
    }
    FetchImages.Result result = items(pipeline, items).apply(FetchImages.of(spec));
    PAssert.that(result.getFailures())
        .satisfies(
            failures -> {
              Map<String, FetchFailureReason> found = new TreeMap<>();
              for (FetchFailure failure : failures) {
                found.put(failure.getUrl(), failure.getReason());
                assertThat(failure.getUrl()).isEqualTo(urls.get(failure.getItem()));
                assertThat(failure.getDetail()).isNotEmpty();
                assertThat(failure.getMillis()).isAtLeast(0);
                if (failure.getUrl().matches("[45].*")) {
                  assertThat(failure.getAttempts()).isEqualTo(1);
                  assertThat(failure.getHttpStatus())
                      .isEqualTo(Integer.parseInt(failure.getUrl().substring(0, 3)));
                }
              }
              assertThat(found).isEqualTo(expected);
              return null;
            });
    PAssert.that(result.getImages()).empty();
    pipeline.run();
  }

  @Test
  void expand_hangingAndDeadHosts_timeoutAndCircuitOpen(TestPipeline pipeline) {
    Item[] items = new Item[8];
    for (int i = 0; i < items.length; i++) {
      items[i] = item(i, i + ".png");
      server.route("/" + i + ".png", server.hang());
    }
    FetchImages.Result result =
        items(pipeline, items)
            .apply(
                FetchImages.of(
                    spec.withTimeout(Duration.ofMillis(100))
                        .withConcurrencyPerHost(1)
                        .withCircuitFailures(2)));
    PAssert.that(result.getFailures())
        .satisfies(
            failures -> {
              List<FetchFailureReason> reasons =
                  StreamSupport.stream(failures.spliterator(), false)
                      .map(FetchFailure::getReason)
                      .sorted()
                      .toList();
              assertThat(reasons)
                  .containsExactlyElementsIn(
                      IntStream.range(0, 8)
                          .mapToObj(
                              i ->
                                  i < 2
                                      ? FetchFailureReason.TIMEOUT
                                      : FetchFailureReason.HOST_CIRCUIT_OPEN)
                          .toList());
              return null;
            });
    pipeline.run();
  }

  @Test
  void expand_limitsOfAHost_neverExceeded(TestPipeline pipeline) {
    Item[] items = new Item[40];
    for (int i = 0; i < items.length; i++) {
      items[i] = item(i, i + ".png");
      server.route("/" + i + ".png", ImageServer.ok(TestPictures.png(i)));
    }
    FetchImages.Result result =
        items(pipeline, items).apply(FetchImages.of(spec.withConcurrencyPerHost(3)));
    PAssert.thatSingleton(result.getImages().apply(Count.globally())).isEqualTo(40L);
    pipeline.run();
    assertThat(server.mostAtOnce()).isAtMost(3);
  }

  @Test
  void expand_previousDownload_onlyNewUrlsAsked(TestPipeline pipeline) {
    byte[] kept = TestPictures.png(1);
    byte[] fresh = TestPictures.png(4);
    server.route("/new.png", ImageServer.ok(fresh));
    FetchFailure failure =
        FetchFailure.newBuilder()
            .setItem(5)
            .setUrl("gone.png")
            .setReason(FetchFailureReason.HTTP_4XX)
            .setDetail("HTTP status 404")
            .setAttempts(1)
            .setHttpStatus(404)
            .setMillis(3)
            .setTime(Instant.EPOCH)
            .build();
    FetchImages.Result result =
        items(pipeline, item(0, "kept.png"), item(1, "new.png"), item(2, "gone.png"))
            .apply(
                FetchImages.of(spec)
                    .withPrevious(
                        pipeline.apply(
                            "Earlier items", Create.of(itemImage(7, "kept.png", kept, "v1"))),
                        pipeline.apply("Earlier images", Create.of(image(kept))))
                    .withPreviousFailures(pipeline.apply("Failures", Create.of(failure))));
    assertImages(result.getImages(), kept, fresh);
    PAssert.that(result.getItemImages())
        .containsInAnyOrder(
            itemImage(0, "kept.png", kept, "v1"), itemImage(1, "new.png", fresh, null));
    PAssert.that(result.getFailures())
        .containsInAnyOrder(FetchFailure.newBuilder(failure).setItem(2).build());
    pipeline.run();
    assertThat(server.count("/kept.png")).isEqualTo(0);
    assertThat(server.count("/gone.png")).isEqualTo(0);
  }

  @Test
  void run_afterAFailedRun_onlyTheRestAsked(TestPipeline pipeline, @TempDir Path folder) {
    byte[] one = TestPictures.png(1);
    byte[] two = TestPictures.png(2);
    server.route("/1.png", ImageServer.ok(one, "ETag: e1"));
    server.route("/2.png", ImageServer.inTurn(ImageServer.status(404), ImageServer.ok(two)));
    FetchImages fetch =
        FetchImages.of(spec.withMaxFailureRate(0)).withCheckpoints(folder.toString());
    Pipeline first = Pipeline.create();
    first
        .apply(Create.of(item(0, "1.png"), item(1, "2.png")).withCoder(AvroCoder.of(Item.class)))
        .apply(fetch);
    assertThrows(RuntimeException.class, () -> first.run().waitUntilFinish());
    FetchImages.Result result = items(pipeline, item(0, "1.png"), item(1, "2.png")).apply(fetch);
    assertImages(result.getImages(), one, two);
    PAssert.that(result.getItemImages())
        .containsInAnyOrder(itemImage(0, "1.png", one, "e1"), itemImage(1, "2.png", two, null));
    pipeline.run();
    assertThat(server.count("/1.png")).isEqualTo(1);
    assertThat(server.count("/2.png")).isEqualTo(2);
  }

  @Test
  void expand_previousDownloadRevalidated_onlyNewAndChangedSent(TestPipeline pipeline) {
    byte[] kept = TestPictures.png(1);
    byte[] old = TestPictures.png(2);
    byte[] changed = TestPictures.png(3);
    byte[] fresh = TestPictures.png(4);
    server.route("/kept.png", ImageServer.answer(304, new byte[0]));
    server.route("/changed.png", ImageServer.ok(changed, "ETag: v2"));
    server.route("/new.png", ImageServer.ok(fresh));
    PCollection<ItemImage> previousItems =
        pipeline.apply(
            "Earlier items",
            Create.of(
                itemImage(7, "kept.png", kept, "v1"),
                itemImage(8, "changed.png", old, "v1"),
                itemImage(9, "dropped.png", old, "v1")));
    PCollection<Image> previousImages =
        pipeline.apply("Earlier images", Create.of(image(kept), image(old)));
    FetchImages.Result result =
        items(pipeline, item(0, "kept.png"), item(1, "changed.png"), item(2, "new.png"))
            .apply(
                FetchImages.of(spec)
                    .withPrevious(previousItems, previousImages)
                    .withRevalidation(true));
    assertImages(result.getImages(), kept, changed, fresh);
    PAssert.that(result.getItemImages())
        .containsInAnyOrder(
            itemImage(0, "kept.png", kept, "v1"),
            itemImage(1, "changed.png", changed, "v2"),
            itemImage(2, "new.png", fresh, null));
    pipeline.run();
    assertThat(server.count("/dropped.png")).isEqualTo(0);
  }

  private static Image image(byte[] content) {
    return new Image(
        DigestUtils.sha256Hex(content), "image/png", 16, 12, java.nio.ByteBuffer.wrap(content));
  }

  @Test
  void run_moreFailuresThanTheBudget_endsWithTheReasons(TestPipeline pipeline) {
    server.route("/ok.png", ImageServer.ok(TestPictures.png(1)));
    items(pipeline, item(0, "ok.png"), item(1, "a.png"), item(2, "b.png"), item(3, "ftp://x/"))
        .apply(FetchImages.of(spec.withMaxFailureRate(0.5)));
    Throwable root = Throwables.getRootCause(assertThrows(RuntimeException.class, pipeline::run));
    assertThat(root).isInstanceOf(FailureBudgetExceededException.class);
    assertThat(root)
        .hasMessageThat()
        .startsWith(
            "3 of 4 images could not be had (75.0%), more than maxFailureRate 50.0% allows:"
                + " HTTP_4XX 2, BAD_URL 1;");
  }

  @Test
  void run_failuresWithinTheBudget_done(TestPipeline pipeline) {
    server.route("/ok.png", ImageServer.ok(TestPictures.png(1)));
    items(pipeline, item(0, "ok.png"), item(1, "a.png"))
        .apply(FetchImages.of(spec.withMaxFailureRate(0.5)));
    assertThat(pipeline.run().getState()).isEqualTo(PipelineResult.State.DONE);
  }

  @Test
  void run_manyFailures_allRecorded(TestPipeline pipeline) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      items.add(item(i, (i % 2 == 0 ? "ftp://x.example/" : "http://127.0.0.1:1@x/") + i));
    }
    PCollection<FetchFailure> failures =
        pipeline.apply(Create.of(items)).apply(FetchImages.of(spec)).getFailures();
    PAssert.thatSingleton(failures.apply(Count.globally())).isEqualTo(2000L);
    pipeline.run();
  }
}
