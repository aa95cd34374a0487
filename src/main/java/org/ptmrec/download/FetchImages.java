package org.ptmrec.download;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;

/**
 * Fetches the pictures of items: every URL once, its bytes stored once. URLs are grouped by host,
 * so that one host is asked by one worker only and its limits hold across the cluster.
 *
 * <p>Given an earlier download of the same catalogue, only what is new or has changed is fetched.
 */
@AutoValue
public abstract class FetchImages extends PTransform<PCollection<Item>, FetchImages.Result> {
  static final TupleTag<Image> IMAGES = new TupleTag<>("images") {};
  static final TupleTag<ItemImage> ITEM_IMAGES = new TupleTag<>("item-images") {};
  static final TupleTag<FetchFailure> FAILURES = new TupleTag<>("failures") {};

  /** Digests of pictures of the earlier download that are still good. */
  static final TupleTag<String> REUSED = new TupleTag<>("reused") {};

  private static final TupleTag<ItemImage> PREVIOUS_ITEM_IMAGES =
      new TupleTag<>("previous-item-images") {};
  private static final TupleTag<Image> PREVIOUS_IMAGES = new TupleTag<>("previous-images") {};

  abstract FetchSpec spec();

  abstract @Nullable PCollection<ItemImage> previousItemImages();

  abstract @Nullable PCollection<Image> previousImages();

  public static FetchImages of(FetchSpec spec) {
    return new AutoValue_FetchImages(spec, null, null);
  }

  /**
   * What an earlier download with the same base found: a URL that it had is asked for again only if
   * its server can say whether the picture has changed.
   */
  public FetchImages withPrevious(PCollection<ItemImage> itemImages, PCollection<Image> images) {
    return new AutoValue_FetchImages(spec(), itemImages, images);
  }

  /** Pictures, which item has which, and what could not be had. */
  public static final class Result extends TaggedOutput {
    private final PCollection<Image> images;

    private Result(PCollectionTuple outputs, PCollection<Image> images) {
      super(outputs);
      outputs.get(ITEM_IMAGES).setCoder(AvroCoder.of(ItemImage.class));
      outputs.get(FAILURES).setCoder(AvroCoder.of(FetchFailure.class));
      this.images = images;
    }

    /** Each distinct picture once. */
    public PCollection<Image> getImages() {
      return images;
    }

    public PCollection<ItemImage> getItemImages() {
      return outputs().get(ITEM_IMAGES);
    }

    public PCollection<FetchFailure> getFailures() {
      return outputs().get(FAILURES);
    }
  }

  @Override
  public Map<TupleTag<?>, PValue> getAdditionalInputs() {
    ImmutableMap.Builder<TupleTag<?>, PValue> inputs = ImmutableMap.builder();
    PCollection<ItemImage> itemImages = previousItemImages();
    PCollection<Image> images = previousImages();
    if (itemImages != null && images != null) {
      inputs.put(PREVIOUS_ITEM_IMAGES, itemImages).put(PREVIOUS_IMAGES, images);
    }
    return inputs.build();
  }

  @Override
  public Result expand(PCollection<Item> items) {
    PCollection<ItemImage> previousItemImages = previousItemImages();
    PCollection<Image> previousImages = previousImages();
    if (previousItemImages == null || previousImages == null) {
      previousItemImages =
          items
              .getPipeline()
              .apply("No earlier items", Create.empty(AvroCoder.of(ItemImage.class)));
      previousImages =
          items.getPipeline().apply("No earlier images", Create.empty(AvroCoder.of(Image.class)));
    }
    PCollectionTuple fetched =
        PCollectionTuple.of(RequestsByHost.ITEMS, items)
            .and(RequestsByHost.PREVIOUS, previousItemImages)
            .apply("Requests by host", new RequestsByHost(spec().base()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), new FetchRequest.FetchRequestCoder()))
            .apply("Group by host", GroupByKey.create())
            .apply(
                "Fetch",
                ParDo.of(new FetchHostFn(spec()))
                    .withOutputTags(
                        IMAGES, TupleTagList.of(ITEM_IMAGES).and(FAILURES).and(REUSED)));
    PCollection<Image> images =
        PCollectionTuple.of(
                DistinctImages.FETCHED, fetched.get(IMAGES).setCoder(AvroCoder.of(Image.class)))
            .and(DistinctImages.PREVIOUS, previousImages)
            .and(DistinctImages.REUSED, fetched.get(REUSED).setCoder(StringUtf8Coder.of()))
            .apply("Once a digest", new DistinctImages());
    Result result = new Result(fetched, images);
    if (spec().maxFailureRate() < 1) {
      PCollectionTuple.of(ITEM_IMAGES, result.getItemImages())
          .and(FAILURES, result.getFailures())
          .apply("Check failure budget", new CheckFailureBudget(spec().maxFailureRate()));
    }
    return result;
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("timeout", spec().timeout().toString()))
        .add(DisplayData.item("attempts", spec().attempts()))
        .add(DisplayData.item("maxBytes", spec().maxBytes()))
        .add(DisplayData.item("concurrencyPerHost", spec().concurrencyPerHost()))
        .add(DisplayData.item("ratePerHost", spec().ratePerHost()))
        .add(DisplayData.item("allowPrivateAddresses", spec().allowPrivateAddresses()))
        .add(DisplayData.item("respectRobots", spec().respectRobots()))
        .add(DisplayData.item("maxFailureRate", spec().maxFailureRate()));
  }
}
