package com.example.shop;

import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.ptmrec.clip.EncodeImages;
import org.ptmrec.download.FetchImages;
import org.ptmrec.download.FetchSpec;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;

/** Pairs of items whose pictures look the same to CLIP: products that a shop lists twice. */
public final class FindLookalikes
    extends PTransform<PCollection<Item>, PCollection<KV<Integer, Integer>>> {
  private final FetchSpec fetching;
  private final String clip;
  private final double leastCosine;

  public FindLookalikes(FetchSpec fetching, String clip, double leastCosine) {
    this.fetching = fetching;
    this.clip = clip;
    this.leastCosine = leastCosine;
  }

  @Override
  public PCollection<KV<Integer, Integer>> expand(PCollection<Item> items) {
    FetchImages.Result fetched = items.apply("Fetch", FetchImages.of(fetching));
    PCollectionView<Map<String, float[]>> embeddings =
        fetched
            .getImages()
            .apply("Encode", EncodeImages.encodeImages().withClip(clip))
            .apply("By digest", View.asMap());
    PCollectionView<List<ItemImage>> all =
        fetched.getItemImages().apply("All pictures", View.asList());
    return fetched
        .getItemImages()
        .apply(
            "Compare",
            ParDo.of(new CompareFn(embeddings, all, leastCosine)).withSideInputs(embeddings, all));
  }

  private static class CompareFn extends DoFn<ItemImage, KV<Integer, Integer>> {
    private final PCollectionView<Map<String, float[]>> embeddings;
    private final PCollectionView<List<ItemImage>> all;
    private final double leastCosine;

    CompareFn(
        PCollectionView<Map<String, float[]>> embeddings,
        PCollectionView<List<ItemImage>> all,
        double leastCosine) {
      this.embeddings = embeddings;
      this.all = all;
      this.leastCosine = leastCosine;
    }

    @ProcessElement
    public void compare(ProcessContext context) {
      ItemImage one = context.element();
      Map<String, float[]> byDigest = context.sideInput(embeddings);
      for (ItemImage other : context.sideInput(all)) {
        if (one.getItem() < other.getItem()
            && cosine(byDigest.get(one.getDigest()), byDigest.get(other.getDigest()))
                >= leastCosine) {
          context.output(KV.of(one.getItem(), other.getItem()));
        }
      }
    }

    private static double cosine(float[] a, float[] b) {
      double product = 0;
      double squaresOfA = 0;
      double squaresOfB = 0;
      for (int i = 0; i < a.length; i++) {
        product += a[i] * b[i];
        squaresOfA += a[i] * a[i];
        squaresOfB += b[i] * b[i];
      }
      return product / Math.sqrt(squaresOfA * squaresOfB);
    }
  }
}
