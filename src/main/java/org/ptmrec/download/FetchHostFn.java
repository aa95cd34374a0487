package org.ptmrec.download;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;

/** Fetches all pictures of one host on a few threads of its own; outputs on the bundle's thread. */
class FetchHostFn extends DoFn<KV<String, Iterable<Item>>, Image> {
  private final FetchSpec spec;
  private final Counter done = Progress.done();
  private final Counter bytes = Metrics.counter(FetchImages.class, "bytes");

  private transient @Nullable ImageSource source;

  FetchHostFn(FetchSpec spec) {
    this.spec = spec;
  }

  @Setup
  public void setup() {
    source = new ImageSource(spec, new ImageFetcher(spec), HostPacer.Sleeper.SYSTEM);
  }

  @Teardown
  public void teardown() {
    if (source != null) {
      source.close();
    }
  }

  /** What came of one URL: a picture, or a failure that lacks only the item. */
  private record Outcome(ImageSource.@Nullable Fetched fetched, @Nullable FetchFailure failure) {}

  @ProcessElement
  public void fetch(@Element KV<String, Iterable<Item>> host, MultiOutputReceiver out)
      throws InterruptedException, ExecutionException {
    Map<String, List<Item>> byUrl = new LinkedHashMap<>();
    for (Item item : host.getValue()) {
      byUrl.computeIfAbsent(String.valueOf(item.getImageUrl()), url -> new ArrayList<>()).add(item);
    }
    HostPacer pacer = new HostPacer(spec.ratePerHost(), System::nanoTime, HostPacer.Sleeper.SYSTEM);
    ExecutorService threads = Executors.newFixedThreadPool(spec.concurrencyPerHost());
    try {
      // Windows of URLs: outcomes wait in memory for the bundle's thread, and must not all do so.
      List<String> urls = new ArrayList<>(byUrl.keySet());
      int window = 16 * spec.concurrencyPerHost();
      for (int from = 0; from < urls.size(); from += window) {
        Map<String, Future<Outcome>> running = new LinkedHashMap<>();
        for (String url : urls.subList(from, Math.min(urls.size(), from + window))) {
          running.put(url, threads.submit(() -> get(url, pacer)));
        }
        for (Map.Entry<String, Future<Outcome>> entry : running.entrySet()) {
          List<Item> items = byUrl.getOrDefault(entry.getKey(), List.of());
          output(items, entry.getKey(), entry.getValue().get(), out);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Outcome get(String url, HostPacer pacer) throws InterruptedException {
    long start = System.nanoTime();
    ImageSource.Attempts attempts = new ImageSource.Attempts();
    ImageSource pictures = source;
    if (pictures == null) {
      throw new IllegalStateException("not set up");
    }
    try {
      URI location = ImageLocation.resolve(url, spec.base());
      return new Outcome(pictures.get(location, pacer, attempts), null);
    } catch (FetchException e) {
      return new Outcome(
          null,
          FetchFailure.newBuilder()
              .setItem(-1)
              .setUrl(url)
              .setReason(e.reason())
              .setDetail(String.valueOf(e.getMessage()))
              .setAttempts(attempts.made())
              .setHttpStatus(e.httpStatus())
              .setMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
              .build());
    }
  }

  private void output(List<Item> items, String url, Outcome outcome, MultiOutputReceiver out) {
    done.inc(items.size());
    ImageSource.Fetched fetched = outcome.fetched();
    FetchFailure failure = outcome.failure();
    if (fetched != null) {
      bytes.inc(fetched.body().content().length);
      out.get(FetchImages.IMAGES).output(fetched.image());
      for (Item item : items) {
        out.get(FetchImages.ITEM_IMAGES)
            .output(
                ItemImage.newBuilder()
                    .setItem(item.getItem())
                    .setUrl(url)
                    .setDigest(fetched.image().getDigest())
                    .setEtag(fetched.body().etag())
                    .setLastModified(fetched.body().lastModified())
                    .build());
      }
    } else if (failure != null) {
      Progress.failed(failure.getReason().name()).inc(items.size());
      for (Item item : items) {
        out.get(FetchImages.FAILURES)
            .output(FetchFailure.newBuilder(failure).setItem(item.getItem()).build());
      }
    }
  }
}
