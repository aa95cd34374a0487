package org.ptmrec.download;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CoGroup;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.SlotKeys;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;

/**
 * Every URL of a catalogue once, with its items and what an earlier download found there, keyed so
 * that all URLs of a host have the same key.
 *
 * <p>Both URLs and hosts are brought together in buckets, not one by one: runners pay for every
 * key, and a bucket holds few enough to sort them out in memory.
 */
final class RequestsByHost
    extends PTransform<PCollectionTuple, PCollection<KV<Integer, FetchRequest>>> {
  static final TupleTag<Item> ITEMS = new TupleTag<>("items") {};
  static final TupleTag<ItemImage> PREVIOUS = new TupleTag<>("previous") {};
  static final TupleTag<FetchFailure> FAILURES = new TupleTag<>("failures") {};

  private static final TupleTag<KV<String, Integer>> URLS = new TupleTag<>("urls") {};
  private static final TupleTag<ItemImage> KNOWN = new TupleTag<>("known") {};
  private static final TupleTag<FetchFailure> GIVEN_UP = new TupleTag<>("given-up") {};
  private static final int BUCKETS = 128;

  /**
   * Keys that hosts share. The same everywhere: a repeated run finds what it has fetched by them.
   */
  private static final int[] SHARDS = SlotKeys.of(16);

  private final KeyByHostFn keyByHost;

  /**
   * @param revalidates whether servers are asked if what they had is still good
   */
  RequestsByHost(@Nullable String base, boolean revalidates) {
    keyByHost = new KeyByHostFn(base, revalidates);
  }

  @Override
  public PCollection<KV<Integer, FetchRequest>> expand(PCollectionTuple input) {
    PCollection<KV<Integer, KV<String, Integer>>> urls =
        input
            .get(ITEMS)
            .apply("URLs", ParDo.of(new UrlFn()))
            .setCoder(
                KvCoder.of(VarIntCoder.of(), KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));
    PCollection<KV<Integer, FetchRequest>> requests =
        input.has(PREVIOUS)
            ? withEarlier(urls, input)
            : urls.apply("Group by URL", GroupByKey.create())
                .apply("Key by host", ParDo.of(new FirstTimeFn(keyByHost)));
    return requests.setCoder(KvCoder.of(VarIntCoder.of(), new FetchRequest.FetchRequestCoder()));
  }

  private PCollection<KV<Integer, FetchRequest>> withEarlier(
      PCollection<KV<Integer, KV<String, Integer>>> urls, PCollectionTuple input) {
    PCollection<KV<Integer, ItemImage>> previous =
        input
            .get(PREVIOUS)
            .apply(
                "Earlier URLs",
                WithKeys.of((ItemImage known) -> bucket(known.getUrl()))
                    .withKeyType(TypeDescriptors.integers()));
    PCollection<KV<Integer, FetchFailure>> failures =
        input
            .get(FAILURES)
            .apply(
                "Earlier failures",
                WithKeys.of((FetchFailure known) -> bucket(known.getUrl()))
                    .withKeyType(TypeDescriptors.integers()));
    return KeyedPCollectionTuple.of(URLS, urls)
        .and(KNOWN, previous)
        .and(GIVEN_UP, failures)
        .apply("Group by URL", CoGroup.inMemory())
        .apply("Key by host", ParDo.of(keyByHost));
  }

  private static int bucket(String url) {
    return Math.floorMod(url.hashCode(), BUCKETS);
  }

  /** Items without a URL have no picture and are no failure. */
  private static class UrlFn extends CountingFn<Item, KV<Integer, KV<String, Integer>>> {
    @ProcessElement
    public void key(@Element Item item, OutputReceiver<KV<Integer, KV<String, Integer>>> out) {
      String url = item.getImageUrl();
      if (url != null) {
        Progress.total().inc();
        out.output(KV.of(bucket(url), KV.of(url, item.getItem())));
      }
    }
  }

  private static class KeyByHostFn
      extends DoFn<KV<Integer, CoGbkResult>, KV<Integer, FetchRequest>> {
    private final @Nullable String base;
    private final boolean revalidates;

    KeyByHostFn(@Nullable String base, boolean revalidates) {
      this.base = base;
      this.revalidates = revalidates;
    }

    @ProcessElement
    public void key(
        @Element KV<Integer, CoGbkResult> bucket, OutputReceiver<KV<Integer, FetchRequest>> out) {
      // One URL has one picture, or one failure, whichever item it is of.
      Map<String, ItemImage> known = new HashMap<>();
      bucket.getValue().getAll(KNOWN).forEach(image -> known.put(image.getUrl(), image));
      Map<String, FetchFailure> givenUp = new HashMap<>();
      bucket.getValue().getAll(GIVEN_UP).forEach(failure -> givenUp.put(failure.getUrl(), failure));
      output(bucket.getValue().getAll(URLS), known, givenUp, out);
    }

    void output(
        Iterable<KV<String, Integer>> items,
        Map<String, ItemImage> known,
        Map<String, FetchFailure> givenUp,
        OutputReceiver<KV<Integer, FetchRequest>> out) {
      Map<String, List<Integer>> byUrl = new TreeMap<>();
      for (KV<String, Integer> item : items) {
        byUrl.computeIfAbsent(item.getKey(), url -> new ArrayList<>()).add(item.getValue());
      }
      byUrl.forEach(
          (url, owners) -> {
            Collections.sort(owners);
            String host = ImageLocation.host(url, base);
            FetchRequest request =
                new FetchRequest(url, owners, known.get(url), givenUp.get(url), revalidates);
            out.output(KV.of(SHARDS[Math.floorMod(host.hashCode(), SHARDS.length)], request));
          });
    }
  }

  /** Where there was no earlier download. */
  private static class FirstTimeFn
      extends DoFn<KV<Integer, Iterable<KV<String, Integer>>>, KV<Integer, FetchRequest>> {
    private final KeyByHostFn keyByHost;

    FirstTimeFn(KeyByHostFn keyByHost) {
      this.keyByHost = keyByHost;
    }

    @ProcessElement
    public void key(
        @Element KV<Integer, Iterable<KV<String, Integer>>> bucket,
        OutputReceiver<KV<Integer, FetchRequest>> out) {
      keyByHost.output(bucket.getValue(), Map.of(), Map.of(), out);
    }
  }
}
