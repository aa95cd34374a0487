package org.ptmrec.download;

import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
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
import org.ptmrec.artifact.CoGroup;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemImage;

/**
 * Each digest's picture once: what was fetched, and what is reused of the earlier download.
 *
 * <p>Digests are brought together by their first byte: runners pay for every key.
 */
final class DistinctImages extends PTransform<PCollectionTuple, PCollection<Image>> {
  static final TupleTag<Image> FETCHED = new TupleTag<>("fetched") {};
  static final TupleTag<Image> PREVIOUS = new TupleTag<>("previous") {};

  /** Of the pictures of the earlier download, those of these digests are kept. */
  static final TupleTag<ItemImage> WANTED = new TupleTag<>("wanted") {};

  private static final TupleTag<String> DIGESTS = new TupleTag<>("digests") {};

  @Override
  public PCollection<Image> expand(PCollectionTuple input) {
    PCollection<Image> fetched =
        byDigest("Key fetched", input.get(FETCHED))
            .apply("Group by digest", GroupByKey.create())
            .apply("Take one of each", ParDo.of(new TakeOneFn()))
            .setCoder(AvroCoder.of(Image.class));
    if (!input.has(PREVIOUS)) {
      return fetched;
    }
    return KeyedPCollectionTuple.of(FETCHED, byDigest("Key distinct", fetched))
        .and(PREVIOUS, byDigest("Key earlier", input.get(PREVIOUS)))
        .and(
            DIGESTS,
            input
                .get(WANTED)
                .apply(
                    "Digests",
                    MapElements.into(TypeDescriptors.strings()).via(ItemImage::getDigest))
                .apply(
                    "Key digests",
                    WithKeys.of(DistinctImages::bucket).withKeyType(TypeDescriptors.strings())))
        .apply("Join with earlier", CoGroup.inMemory())
        .apply("Take wanted", ParDo.of(new TakeWantedFn()))
        .setCoder(AvroCoder.of(Image.class));
  }

  private static PCollection<KV<String, Image>> byDigest(String name, PCollection<Image> images) {
    return images.apply(
        name,
        WithKeys.of((Image image) -> bucket(image.getDigest()))
            .withKeyType(TypeDescriptors.strings()));
  }

  private static String bucket(String digest) {
    return digest.substring(0, 2);
  }

  /** Many may be the same, such as the one that a shop shows for want of another. */
  private static class TakeOneFn extends DoFn<KV<String, Iterable<Image>>, Image> {
    @ProcessElement
    public void take(@Element KV<String, Iterable<Image>> bucket, OutputReceiver<Image> out) {
      Set<String> taken = new HashSet<>();
      for (Image image : bucket.getValue()) {
        if (taken.add(image.getDigest())) {
          out.output(image);
        }
      }
    }
  }

  private static class TakeWantedFn extends DoFn<KV<String, CoGbkResult>, Image> {
    @ProcessElement
    public void take(@Element KV<String, CoGbkResult> bucket, OutputReceiver<Image> out) {
      CoGbkResult found = bucket.getValue();
      Set<String> wanted = new HashSet<>();
      found.getAll(DIGESTS).forEach(wanted::add);
      Set<String> taken = new HashSet<>();
      for (Image image : found.getAll(FETCHED)) {
        taken.add(image.getDigest());
        out.output(image);
      }
      for (Image image : found.getAll(PREVIOUS)) {
        if (wanted.contains(image.getDigest()) && taken.add(image.getDigest())) {
          out.output(image);
        }
      }
    }
  }
}
