package org.ptmrec.download;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemImage;

/** Fetches all pictures of one host on a few threads of its own; outputs on the bundle's thread. */
class FetchHostFn extends DoFn<KV<String, Iterable<FetchRequest>>, Image> {
  /** URLs under way or waiting for the bundle's thread, for each thread: bounds the memory. */
  private static final int AHEAD = 2;

  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setDaemon(true).setNameFormat("fetch-%d").build();

  private final FetchSpec spec;
  private final Counter done = Progress.done();
  private final Counter bytes = Metrics.counter(FetchImages.class, "bytes");
  private final Counter reused = Metrics.counter(FetchImages.class, "reused");

  private transient @Nullable ImageSource source;
  private transient @Nullable FailureLog log;

  FetchHostFn(FetchSpec spec) {
    this.spec = spec;
  }

  @Setup
  public void setup() {
    HostPacer.Sleeper sleeper = HostPacer.Sleeper.SYSTEM;
    source =
        new ImageSource(
            spec,
            new ImageFetcher(spec),
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

  /** What came of one URL: a picture, or a failure that lacks only the item. */
  private record Outcome(
      FetchRequest request, ImageSource.@Nullable Found found, @Nullable FetchFailure failure) {}

  @ProcessElement
  public void fetch(@Element KV<String, Iterable<FetchRequest>> host, MultiOutputReceiver out)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(spec.concurrencyPerHost(), THREADS);
    Deque<Future<Outcome>> running = new ArrayDeque<>();
    try {
      for (FetchRequest request : host.getValue()) {
        if (running.size() >= AHEAD * spec.concurrencyPerHost()) {
          output(running.remove().get(), out);
        }
        running.add(threads.submit(() -> get(request)));
      }
      while (!running.isEmpty()) {
        output(running.remove().get(), out);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Outcome get(FetchRequest request) throws InterruptedException {
    long start = System.nanoTime();
    ImageSource.Attempts attempts = new ImageSource.Attempts();
    try {
      URI location = ImageLocation.resolve(request.url(), spec.base());
      return new Outcome(request, setUp(source).get(location, request.previous(), attempts), null);
    } catch (FetchException e) {
      return new Outcome(
          request,
          null,
          FetchFailure.newBuilder()
              .setItem(-1)
              .setUrl(request.url())
              .setReason(e.reason())
              .setDetail(String.valueOf(e.getMessage()))
              .setAttempts(attempts.made())
              .setHttpStatus(e.httpStatus())
              .setMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
              .build());
    }
  }

  private static <T> T setUp(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not set up");
    }
    return value;
  }

  private void output(Outcome outcome, MultiOutputReceiver out) {
    FetchRequest request = outcome.request();
    done.inc(request.items().size());
    ImageSource.Found found = outcome.found();
    FetchFailure failure = outcome.failure();
    if (found != null) {
      output(request, found, out);
    } else if (failure != null) {
      setUp(log).add(failure);
      Progress.failed(failure.getReason().name()).inc(request.items().size());
      for (int item : request.items()) {
        out.get(FetchImages.FAILURES)
            .output(FetchFailure.newBuilder(failure).setItem(item).build());
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
      out.get(FetchImages.REUSED).output(found.digest());
    }
    for (int item : request.items()) {
      out.get(FetchImages.ITEM_IMAGES)
          .output(
              ItemImage.newBuilder()
                  .setItem(item)
                  .setUrl(request.url())
                  .setDigest(found.digest())
                  .setEtag(found.etag())
                  .setLastModified(found.lastModified())
                  .build());
    }
  }
}
