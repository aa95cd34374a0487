package org.ptmrec.stage;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.Filter;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.download.FetchImages;
import org.ptmrec.download.FetchSpec;
import org.ptmrec.download.ImageDecoder;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemImage;

/** The items' pictures, each distinct one stored once; what could not be had, and why. */
@AutoService(Stage.class)
public final class DownloadImagesStage implements Stage {
  public static final String NAME = "download-images";
  static final Output<Image> IMAGES =
      Output.of("images", Image.class, RecordKey.text(Image::getDigest))
          .withShards(16)
          .asDistinct();
  static final Output<ItemImage> ITEM_IMAGES =
      Output.of("item-images", ItemImage.class, RecordKey.number(ItemImage::getItem));

  /** What could not be had. */
  public static final Output<FetchFailure> FAILURES =
      Output.of("failures", FetchFailure.class, RecordKey.number(FetchFailure::getItem))
          .asObserved(); // how long was tried

  private static final FetchSpec DEFAULTS = FetchSpec.create();
  private static final Param<String> BASE =
      Param.location("base", "Folder or address in front of image paths that are relative.")
          .optional();
  private static final Param<Duration> CONNECT_TIMEOUT =
      Param.duration("connectTimeout", "Longest wait for a connection.")
          .or(DEFAULTS.connectTimeout());
  private static final Param<Duration> IDLE_TIMEOUT =
      Param.duration("idleTimeout", "Longest silence of a server.").or(DEFAULTS.idleTimeout());
  private static final Param<Duration> TIMEOUT =
      Param.duration("timeout", "Longest attempt, redirects included.").or(DEFAULTS.timeout());
  private static final Param<Integer> ATTEMPTS =
      Param.integer("attempts", "attempts", "Tries at an address where another may help.")
          .or(DEFAULTS.attempts())
          .atLeast(1);
  private static final Param<Long> MAX_BYTES =
      Param.size("maxBytes", "Largest file that is read.").or(DEFAULTS.maxBytes()).atLeast(1L);
  private static final Param<Long> MAX_PIXELS =
      Param.longInteger("maxPixels", "pixels", "Largest picture that is decoded.")
          .or(DEFAULTS.maxPixels())
          .atLeast(1L)
          .atMost(ImageDecoder.MOST_PIXELS);
  private static final Param<Integer> MAX_REDIRECTS =
      Param.integer("maxRedirects", "redirects", "Most redirects that are followed.")
          .or(DEFAULTS.maxRedirects())
          .atLeast(0);
  private static final Param<Integer> CONCURRENCY =
      Param.integer("perHost.concurrency", "connections", "Most connections to a host at once.")
          .or(DEFAULTS.concurrencyPerHost())
          .operational()
          .atLeast(1);
  private static final Param<Double> RATE =
      Param.decimal("perHost.rate", "requests/s", "Most requests a second to a host.")
          .or(DEFAULTS.ratePerHost())
          .operational()
          .atLeast(0.001);
  private static final Param<Boolean> ALLOW_PRIVATE =
      Param.flag(
              "allowPrivateAddresses",
              "Whether loopback, private and link-local addresses may be asked.")
          .or(false);
  private static final Param<String> USER_AGENT =
      Param.text("userAgent", "What servers are told of who asks; give a way to reach you.")
          .or(DEFAULTS.userAgent());
  private static final Param<Boolean> RESPECT_ROBOTS =
      Param.flag("respectRobots", "Whether a host's robots.txt is obeyed.")
          .or(DEFAULTS.respectRobots());
  private static final Param<Integer> CIRCUIT_FAILURES =
      Param.integer("circuitFailures", "failures", "In a row, after which a host is left in peace.")
          .or(DEFAULTS.circuitFailures())
          .atLeast(1);
  private static final Param<Double> MAX_FAILURE_RATE =
      Param.decimal("maxFailureRate", "share", "More failures than that fail the stage.")
          .or(0.5)
          .operational()
          .atLeast(0.0)
          .atMost(1.0);

  /** What decides whether a picture of an earlier download may be taken over. */
  private static final List<Param<?>> LIMITS =
      List.of(BASE, MAX_BYTES, MAX_PIXELS, ALLOW_PRIVATE, RESPECT_ROBOTS);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Fetches every item's picture over http or https, or from files.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(
        BASE,
        CONNECT_TIMEOUT,
        IDLE_TIMEOUT,
        TIMEOUT,
        ATTEMPTS,
        MAX_BYTES,
        MAX_PIXELS,
        MAX_REDIRECTS,
        CONCURRENCY,
        RATE,
        ALLOW_PRIVATE,
        USER_AGENT,
        RESPECT_ROBOTS,
        CIRCUIT_FAILURES,
        MAX_FAILURE_RATE);
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.required(IngestStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(IMAGES, ITEM_IMAGES, FAILURES);
  }

  @Override
  public boolean retriesFailures() {
    return true;
  }

  @Override
  public Parameters forPing(Parameters parameters, String dataset) {
    return new ChangedParameters(parameters).with(BASE, dataset).with(MAX_FAILURE_RATE, 0.0);
  }

  @Override
  public void build(StageContext context) {
    FetchSpec spec =
        DEFAULTS
            .withBase(context.find(BASE).orElse(null))
            .withConnectTimeout(context.get(CONNECT_TIMEOUT))
            .withIdleTimeout(context.get(IDLE_TIMEOUT))
            .withTimeout(context.get(TIMEOUT))
            .withAttempts(context.get(ATTEMPTS))
            .withMaxBytes(context.get(MAX_BYTES))
            .withMaxPixels(context.get(MAX_PIXELS))
            .withMaxRedirects(context.get(MAX_REDIRECTS))
            .withConcurrencyPerHost(context.get(CONCURRENCY))
            .withRatePerHost(context.get(RATE))
            .withAllowPrivateAddresses(context.get(ALLOW_PRIVATE))
            .withUserAgent(context.get(USER_AGENT))
            .withRespectRobots(context.get(RESPECT_ROBOTS))
            .withCircuitFailures(context.get(CIRCUIT_FAILURES))
            .withMaxFailureRate(context.get(MAX_FAILURE_RATE));
    FetchImages.Result fetched =
        context
            .read(IngestStage.NAME, IngestStage.ITEMS)
            .apply(
                "Fetch",
                reusing(
                    FetchImages.of(spec)
                        .withRepeats()
                        .withCheckpoints(context.workDirectory() + "/fetched"),
                    context));
    context.write(IMAGES, fetched.getImages());
    context.write(ITEM_IMAGES, fetched.getItemImages());
    context.write(FAILURES, fetched.getFailures());
  }

  /**
   * Takes over the pictures of the earlier artifact, and its failures unless they are to be tried
   * again. A forced run asks every server whether something has changed.
   */
  private static FetchImages reusing(FetchImages fetch, StageContext context) {
    Rerun rerun = context.rerun();
    Recipe recipe = context.recipe();
    Optional<Recipe> previous =
        rerun
            .previous()
            .map(Manifest::recipe)
            .filter(
                earlier ->
                    LIMITS.stream().allMatch(param -> earlier.hasSame(param.name(), recipe)));
    if (previous.isEmpty()) {
      return fetch;
    }
    FetchImages with =
        fetch
            .withPrevious(context.readPrevious(ITEM_IMAGES), context.readPrevious(IMAGES))
            .withRevalidation(rerun.isForced());
    // With other parameters, such as a longer timeout, it may go better this time.
    boolean triesAllAgain = rerun.isForced() || !previous.get().hasSameParameters(recipe);
    Set<String> retried = rerun.retriedReasons();
    return triesAllAgain
        ? with
        : with.withPreviousFailures(
            context
                .readPrevious(FAILURES)
                .apply(
                    "Not tried again",
                    Filter.by(failure -> !retried.contains(failure.getReason().name()))));
  }
}
