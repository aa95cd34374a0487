package org.ptmrec.download;

import static com.google.common.base.Preconditions.checkNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.ShownUrl;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchedImage;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemImage;

/** Fetches the pictures of all hosts of a shard; a host is in one shard only. */
class FetchShardFn extends CountingFn<KV<Integer, Iterable<FetchRequest>>, Image> {
  /** For all hosts of a shard, unless one host may have more. Mostly they wait for a turn. */
  private static final int THREADS = 16;

  private final FetchSpec spec;
  private final @Nullable String checkpoints;
  private final Counter done = Progress.done();
  private final Counter bytes = Metrics.counter(FetchImages.class, "bytes");
  private final Counter reused = Metrics.counter(FetchImages.class, "reused");
  private final Counter resumed = Metrics.counter(FetchImages.class, "resumed");

  private transient @Nullable HangGuard hangs;
  private transient @Nullable ImageSource source;
  private transient @Nullable FailureLog log;

  /**
   * @param checkpoints folder for what is fetched before the download is over; null for none
   */
  FetchShardFn(FetchSpec spec, @Nullable String checkpoints) {
    this.spec = spec;
    this.checkpoints = checkpoints;
  }

  @Setup
  public void setup() {
    HostPacer.Sleeper sleeper = HostPacer.Sleeper.SYSTEM;
    hangs = new HangGuard(spec.timeout().multipliedBy(2), System::nanoTime);
    source =
        new ImageSource(
            spec,
            new ImageFetcher(spec, new AddressGuard(spec.allowPrivateAddresses()), hangs),
            new Hosts(spec, System::nanoTime, sleeper),
            new Backoff(bound -> ThreadLocalRandom.current().nextLong(bound)),
            sleeper);
    log = new FailureLog();
  }

  @Teardown
  public void teardown() {
    if (source != null) {
      source.close();
    }
  }

  @ProcessElement
  public void fetch(@Element KV<Integer, Iterable<FetchRequest>> shard, MultiOutputReceiver out)
      throws InterruptedException, IOException {
    Map<String, FetchRequest> open = new LinkedHashMap<>();
    for (FetchRequest request : shard.getValue()) {
      FetchOutcome known = request.known();
      if (known == null) {
        open.put(request.url(), request);
      } else {
        output(known, out);
      }
    }
    if (checkpoints == null) {
      fetchAll(open, outcome -> output(outcome, out));
      return;
    }
    FetchCheckpoints kept =
        new FetchCheckpoints(checkpoints + "/" + shard.getKey(), System::nanoTime);
    kept.forEach(image -> resume(image, open, out));
    try {
      fetchAll(
          open,
          outcome -> {
            keep(outcome, kept);
            output(outcome, out);
          });
    } finally {
      kept.flush();
    }
  }

  private void fetchAll(
      Map<String, FetchRequest> requests, java.util.function.Consumer<FetchOutcome> outcomes)
      throws InterruptedException {
    Map<String, List<FetchRequest>> byHost = new LinkedHashMap<>();
    for (FetchRequest request : requests.values()) {
      byHost
          .computeIfAbsent(
              ImageLocation.host(request.url(), spec.base()), host -> new ArrayList<>())
          .add(request);
    }
    new ConcurrentFetch(
            Math.max(THREADS, spec.concurrencyPerHost()),
            spec.concurrencyPerHost(),
            this::get,
            checkNotNull(hangs))
        .run(byHost.values(), outcomes);
  }

  private void resume(FetchedImage kept, Map<String, FetchRequest> open, MultiOutputReceiver out) {
    FetchRequest request = open.remove(kept.getItemImage().getUrl());
    if (request != null) {
      resumed.inc();
      ItemImage image = kept.getItemImage();
      output(
          new FetchOutcome(
              request,
              new ImageSource.Found(
                  image.getDigest(), image.getEtag(), image.getLastModified(), kept.getImage()),
              null,
              false),
          out);
    }
  }

  private static void keep(FetchOutcome outcome, FetchCheckpoints kept) {
    ImageSource.Found found = outcome.found();
    if (found == null || found.image() == null) {
      return; // failures are tried again, and what is reused is there anyway
    }
    try {
      kept.add(new FetchedImage(itemImage(0, outcome.request(), found), found.image()));
    } catch (IOException e) {
      throw new UncheckedIOException("a checkpoint cannot be written", e);
    }
  }

  private FetchOutcome get(FetchRequest request) throws InterruptedException {
    long start = System.nanoTime();
    ImageSource.Attempts attempts = new ImageSource.Attempts();
    try {
      URI location = ImageLocation.resolve(request.url(), spec.base());
      return new FetchOutcome(
          request, checkNotNull(source).get(location, request.previous(), attempts), null, true);
    } catch (FetchException e) {
      return new FetchOutcome(
          request,
          null,
          FetchFailure.newBuilder()
              .setItem(-1)
              .setUrl(request.url())
              .setReason(e.reason())
              .setDetail(shown(String.valueOf(e.getMessage())))
              .setAttempts(attempts.made())
              .setHttpStatus(e.httpStatus())
              .setMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
              .setTime(Instant.now())
              .build(),
          true);
    }
  }

  /** The base may come from the environment, and then is nobody's business. */
  private String shown(String detail) {
    String base = spec.base();
    return ShownUrl.in(base == null ? detail : detail.replace(base, "BASE/"));
  }

  private void output(FetchOutcome outcome, MultiOutputReceiver out) {
    FetchRequest request = outcome.request();
    done.inc(request.items().size());
    ImageSource.Found found = outcome.found();
    FetchFailure failure = outcome.failure();
    if (found != null) {
      output(request, found, out);
    } else if (failure != null) {
      if (outcome.isNew()) {
        checkNotNull(log).add(failure);
      }
      Progress.failed(failure.getReason().name()).inc(request.items().size());
      for (int item : request.items()) {
        note(FetchNote.of(FetchFailure.newBuilder(failure).setItem(item).build()), out);
      }
    }
  }

  private void output(FetchRequest request, ImageSource.Found found, MultiOutputReceiver out) {
    Image image = found.image();
    if (image != null) {
      bytes.inc(image.getContent().remaining());
      out.get(FetchImages.IMAGES).output(image);
    } else {
      reused.inc();
    }
    for (int item : request.items()) {
      note(FetchNote.of(itemImage(item, request, found)), out);
    }
  }

  private static void note(FetchNote note, MultiOutputReceiver out) {
    out.get(FetchImages.NOTES).output(note);
  }

  private static ItemImage itemImage(int item, FetchRequest request, ImageSource.Found found) {
    return ItemImage.newBuilder()
        .setItem(item)
        .setUrl(request.url())
        .setDigest(found.digest())
        .setEtag(found.etag())
        .setLastModified(found.lastModified())
        .build();
  }
}
