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
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
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
  private static final int SHARDS = 16;

  private final @Nullable String base;
  private final boolean revalidates;

  RequestsByHost(@Nullable String base, boolean revalidates) {
    this.base = base;
    this.revalidates = revalidates;
  }

  @Override
  public PCollection<KV<Integer, FetchRequest>> expand(PCollectionTuple input) {
    PCollection<KV<Integer, KV<String, Integer>>> items =
        input
            .get(ITEMS)
            .apply("URLs", ParDo.of(new UrlFn()))
            .setCoder(
                KvCoder.of(VarIntCoder.of(), KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));
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
    return KeyedPCollectionTuple.of(URLS, items)
        .and(KNOWN, previous)
        .and(GIVEN_UP, failures)
        .apply("Group by URL", CoGroupByKey.create())
        .apply("Key by host", ParDo.of(new KeyByHostFn(base, revalidates)))
        .setCoder(KvCoder.of(VarIntCoder.of(), new FetchRequest.FetchRequestCoder()));
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
      Map<String, List<Integer>> byUrl = new TreeMap<>();
      for (KV<String, Integer> item : bucket.getValue().getAll(URLS)) {
        byUrl.computeIfAbsent(item.getKey(), url -> new ArrayList<>()).add(item.getValue());
      }
      // One URL has one picture, or one failure, whichever item it is of.
      Map<String, ItemImage> known = new HashMap<>();
      bucket.getValue().getAll(KNOWN).forEach(image -> known.put(image.getUrl(), image));
      Map<String, FetchFailure> givenUp = new HashMap<>();
      bucket.getValue().getAll(GIVEN_UP).forEach(failure -> givenUp.put(failure.getUrl(), failure));
      byUrl.forEach(
          (url, items) -> {
            Collections.sort(items);
            String host = ImageLocation.host(url, base);
            FetchRequest request =
                new FetchRequest(url, items, known.get(url), givenUp.get(url), revalidates);
            out.output(KV.of(Math.floorMod(host.hashCode(), SHARDS), request));
          });
    }
  }
}
