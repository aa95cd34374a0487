package org.ptmrec.download;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.Pipeline;
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
 * so that one host is asked by one worker only and its limits hold across the cluster; a worker
 * asks many hosts at once.
 *
 * <p>Given an earlier download of the same catalogue, only what is new or has changed is fetched.
 */
@AutoValue
public abstract class FetchImages extends PTransform<PCollection<Item>, FetchImages.Result> {
  static final TupleTag<Image> IMAGES = new TupleTag<>("images") {};

  /** Runners copy what a step puts out for each output, pictures too: so there are two only. */
  static final TupleTag<FetchNote> NOTES = new TupleTag<>("notes") {};

  static final TupleTag<ItemImage> ITEM_IMAGES = new TupleTag<>("item-images") {};
  static final TupleTag<FetchFailure> FAILURES = new TupleTag<>("failures") {};

  private static final TupleTag<ItemImage> PREVIOUS_ITEM_IMAGES =
      new TupleTag<>("previous-item-images") {};
  private static final TupleTag<Image> PREVIOUS_IMAGES = new TupleTag<>("previous-images") {};
  private static final TupleTag<FetchFailure> PREVIOUS_FAILURES =
      new TupleTag<>("previous-failures") {};

  abstract FetchSpec spec();

  abstract @Nullable PCollection<ItemImage> previousItemImages();

  abstract @Nullable PCollection<Image> previousImages();

  abstract @Nullable PCollection<FetchFailure> previousFailures();

  abstract boolean revalidates();

  abstract boolean repeats();

  abstract @Nullable String checkpoints();

  public static FetchImages of(FetchSpec spec) {
    return new AutoValue_FetchImages.Builder()
        .setSpec(spec)
        .setRevalidates(false)
        .setRepeats(false)
        .build();
  }

  /**
   * What an earlier download with the same base found: a URL that it had is not asked for again.
   */
  public FetchImages withPrevious(PCollection<ItemImage> itemImages, PCollection<Image> images) {
    return toBuilder().setPreviousItemImages(itemImages).setPreviousImages(images).build();
  }

  /** What an earlier download could not get and this one is not to try again. */
  public FetchImages withPreviousFailures(PCollection<FetchFailure> failures) {
    return toBuilder().setPreviousFailures(failures).build();
  }

  /**
   * Asks for earlier URLs after all: with the validators that their servers gave, so that a picture
   * that has not changed is not sent again.
   */
  public FetchImages withRevalidation(boolean revalidates) {
    return toBuilder().setRevalidates(revalidates).build();
  }

  /**
   * Leaves it to who writes the pictures to keep each once: those that two addresses lead to may
   * come twice. To bring them together here would send all pictures between the workers once more.
   */
  public FetchImages withRepeats() {
    return toBuilder().setRepeats(true).build();
  }

  /**
   * Keeps what is fetched in a folder, from which another try at the same download goes on.
   *
   * @param folder an absolute path or a URI that every worker can write to
   */
  public FetchImages withCheckpoints(String folder) {
    return toBuilder().setCheckpoints(folder).build();
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setSpec(FetchSpec spec);

    abstract Builder setPreviousItemImages(@Nullable PCollection<ItemImage> itemImages);

    abstract Builder setPreviousImages(@Nullable PCollection<Image> images);

    abstract Builder setPreviousFailures(@Nullable PCollection<FetchFailure> failures);

    abstract Builder setRevalidates(boolean revalidates);

    abstract Builder setRepeats(boolean repeats);

    abstract Builder setCheckpoints(@Nullable String folder);

    abstract FetchImages build();
  }

  /** Pictures, which item has which, and what could not be had. */
  public static final class Result extends TaggedOutput {
    private final PCollection<Image> images;

    private Result(PCollectionTuple outputs, PCollection<Image> images) {
      super(outputs);
      this.images = images;
    }

    /** Each distinct picture once, unless repeats were allowed. */
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
    add(PREVIOUS_ITEM_IMAGES, previousItemImages(), inputs);
    add(PREVIOUS_IMAGES, previousImages(), inputs);
    add(PREVIOUS_FAILURES, previousFailures(), inputs);
    return inputs.build();
  }

  private static void add(
      TupleTag<?> tag, @Nullable PValue given, ImmutableMap.Builder<TupleTag<?>, PValue> inputs) {
    if (given != null) {
      inputs.put(tag, given);
    }
  }

  private static <T extends SpecificRecord> PCollection<T> orNone(
      @Nullable PCollection<T> given, String name, Class<T> type, Pipeline pipeline) {
    return given == null ? pipeline.apply(name, Create.empty(AvroCoder.of(type))) : given;
  }

  @Override
  public Result expand(PCollection<Item> items) {
    PCollectionTuple fetched =
        requests(items)
            .apply("Requests by host", new RequestsByHost(spec().base(), revalidates()))
            .apply("Group by host", GroupByKey.create())
            .apply(
                "Fetch",
                ParDo.of(new FetchShardFn(spec(), checkpoints()))
                    .withOutputTags(IMAGES, TupleTagList.of(NOTES)));
    PCollectionTuple notes =
        fetched
            .get(NOTES)
            .setCoder(new FetchNote.FetchNoteCoder())
            .apply(
                "Sort notes",
                ParDo.of(new FetchNote.SortFn())
                    .withOutputTags(ITEM_IMAGES, TupleTagList.of(FAILURES)));
    notes.get(ITEM_IMAGES).setCoder(AvroCoder.of(ItemImage.class));
    notes.get(FAILURES).setCoder(AvroCoder.of(FetchFailure.class));
    Result result =
        new Result(
            notes,
            distinct(
                fetched.get(IMAGES).setCoder(AvroCoder.of(Image.class)), notes.get(ITEM_IMAGES)));
    if (spec().maxFailureRate() < 1) {
      PCollectionTuple.of(ITEM_IMAGES, result.getItemImages())
          .and(FAILURES, result.getFailures())
          .apply("Check failure budget", new CheckFailureBudget(spec().maxFailureRate()));
    }
    return result;
  }

  private PCollection<Image> distinct(
      PCollection<Image> fetched, PCollection<ItemImage> itemImages) {
    PCollection<Image> previous = previousImages();
    if (previous == null && repeats()) {
      return fetched;
    }
    PCollectionTuple found = PCollectionTuple.of(DistinctImages.FETCHED, fetched);
    if (previous != null) {
      found = found.and(DistinctImages.PREVIOUS, previous).and(DistinctImages.WANTED, itemImages);
    }
    return found.apply("Once a digest", new DistinctImages());
  }

  /** The first time, there is nothing to be joined with the items. */
  private PCollectionTuple requests(PCollection<Item> items) {
    PCollectionTuple requests = PCollectionTuple.of(RequestsByHost.ITEMS, items);
    if (previousItemImages() == null && previousFailures() == null) {
      return requests;
    }
    Pipeline pipeline = items.getPipeline();
    return requests
        .and(
            RequestsByHost.PREVIOUS,
            orNone(previousItemImages(), "No earlier items", ItemImage.class, pipeline))
        .and(
            RequestsByHost.FAILURES,
            orNone(previousFailures(), "No earlier failures", FetchFailure.class, pipeline));
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
