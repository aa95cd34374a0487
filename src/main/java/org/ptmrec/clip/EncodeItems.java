package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.primitives.Floats;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.TokenizedText;

/**
 * Embeds a catalogue with a frozen CLIP (the paper's section 2.2): every item's text, and its
 * picture if it has one. An item without gets the mean of the others' image embeddings and {@code
 * imagePresent = false}; a catalogue without any picture is an error.
 *
 * <pre>{@code
 * PCollectionTuple.of(EncodeItems.TEXTS, texts)
 *     .and(EncodeItems.ITEM_IMAGES, itemImages)
 *     .and(EncodeItems.IMAGES, images)
 *     .apply(EncodeItems.encodeItems().withClip("models/clip-vit-base-patch16"))
 * }</pre>
 *
 * <p>The bits do not depend on the runner or its parallelism; see {@link EncodeImages}.
 */
@AutoValue
public abstract class EncodeItems extends PTransform<PCollectionTuple, PCollection<ItemEmbedding>> {
  private static final long serialVersionUID = 1;

  /** One text of every item. */
  public static final TupleTag<TokenizedText> TEXTS = new TupleTag<>("texts") {};

  /** Which picture an item has. */
  public static final TupleTag<ItemImage> ITEM_IMAGES = new TupleTag<>("item-images") {};

  /** The pictures. */
  public static final TupleTag<Image> IMAGES = new TupleTag<>("images") {};

  private static final TupleTag<float[]> TEXT_EMBEDDING = new TupleTag<>("text-embedding") {};
  private static final TupleTag<float[]> IMAGE_EMBEDDING = new TupleTag<>("image-embedding") {};
  private static final TupleTag<String> TEXT_DIGEST = new TupleTag<>("text-digest") {};
  private static final TupleTag<String> IMAGE_DIGEST = new TupleTag<>("image-digest") {};
  private static final TupleTag<Integer> ITEM = new TupleTag<>("item") {};

  abstract EncodeImages images();

  abstract EncodeTexts texts();

  /** 32 inputs a batch, 8 shards. */
  public static EncodeItems encodeItems() {
    return new AutoValue_EncodeItems(EncodeImages.encodeImages(), EncodeTexts.encodeTexts());
  }

  /** The model folder, which every worker must be able to read. Required. */
  public EncodeItems withClip(String folder) {
    return new AutoValue_EncodeItems(images().withClip(folder), texts().withClip(folder));
  }

  /** How many pictures or texts go through a tower at a time. */
  public EncodeItems withBatchSize(int inputs) {
    return new AutoValue_EncodeItems(images().withBatchSize(inputs), texts().withBatchSize(inputs));
  }

  /** In how many groups the inputs are sorted and cut into batches; each is held in memory. */
  public EncodeItems withShards(int shards) {
    return new AutoValue_EncodeItems(images().withShards(shards), texts().withShards(shards));
  }

  /**
   * What the same encoder, in the same batches, made of an earlier catalogue: pictures and texts
   * that were in it keep their embeddings to the bit. Encoded again among other pictures, the last
   * bits may differ.
   */
  public EncodeItems withPrevious(PCollection<ItemEmbedding> embeddings) {
    return new AutoValue_EncodeItems(
        images().withPrevious(embeddings), texts().withPrevious(embeddings));
  }

  @Override
  public Map<TupleTag<?>, PValue> getAdditionalInputs() {
    return images().getAdditionalInputs();
  }

  @Override
  public PCollection<ItemEmbedding> expand(PCollectionTuple input) {
    PCollection<KV<Integer, float[]>> byItem =
        embeddingsOfItems(
            input.get(ITEM_IMAGES), input.get(IMAGES).apply("Encode images", images()));
    PCollectionView<List<float[]>> mean =
        byItem
            .apply("Embeddings", Values.create())
            .apply("Mean", Combine.globally(new EmbeddingMean()).withoutDefaults())
            .setCoder(FloatArrayCoder.of())
            .apply("Mean for all", View.asList());
    return KeyedPCollectionTuple.of(TEXT_EMBEDDING, input.get(TEXTS).apply("Encode texts", texts()))
        .and(IMAGE_EMBEDDING, byItem)
        .and(
            TEXT_DIGEST,
            byItem(
                "Text digests",
                input.get(TEXTS),
                text -> KV.of(text.getItem(), KnownEmbeddings.textDigest(text.getTokens()))))
        .and(
            IMAGE_DIGEST,
            byItem(
                "Image digests",
                input.get(ITEM_IMAGES),
                image -> KV.of(image.getItem(), image.getDigest())))
        .apply("Join texts and images", CoGroupByKey.create())
        .apply("Complete", ParDo.of(new CompleteFn(mean)).withSideInputs(mean))
        .setCoder(AvroCoder.of(ItemEmbedding.class));
  }

  private static <T> PCollection<KV<Integer, String>> byItem(
      String name, PCollection<T> records, SerializableFunction<T, KV<Integer, String>> digest) {
    return records
        .apply(
            name,
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.integers(), TypeDescriptors.strings()))
                .via(digest))
        .setCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()));
  }

  private static PCollection<KV<Integer, float[]>> embeddingsOfItems(
      PCollection<ItemImage> itemImages, PCollection<KV<String, float[]>> byDigest) {
    PCollection<KV<String, Integer>> items =
        itemImages
            .apply(
                "Key by digest",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                    .via(image -> KV.of(image.getDigest(), image.getItem())))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    return KeyedPCollectionTuple.of(ITEM, items)
        .and(IMAGE_EMBEDDING, byDigest)
        .apply("Join items and images", CoGroupByKey.create())
        .apply("Spread", ParDo.of(new SpreadFn()))
        .setCoder(KvCoder.of(VarIntCoder.of(), FloatArrayCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.delegate(images()).delegate(texts());
  }

  /** Gives a picture's embedding to all items that have it. */
  private static final class SpreadFn extends DoFn<KV<String, CoGbkResult>, KV<Integer, float[]>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<String, CoGbkResult> joined, OutputReceiver<KV<Integer, float[]>> out) {
      float[] embedding = joined.getValue().getOnly(IMAGE_EMBEDDING, new float[0]);
      for (int item : joined.getValue().getAll(ITEM)) {
        checkArgument(
            embedding.length > 0,
            "item %s has image %s, which is not there",
            item,
            joined.getKey());
        out.output(KV.of(item, embedding));
      }
    }
  }

  private static final class CompleteFn extends DoFn<KV<Integer, CoGbkResult>, ItemEmbedding> {
    private static final long serialVersionUID = 1;

    private final PCollectionView<List<float[]>> mean;
    private final Counter withoutImage = Metrics.counter(EncodeItems.class, "items-without-image");

    CompleteFn(PCollectionView<List<float[]>> mean) {
      this.mean = mean;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      int item = context.element().getKey();
      CoGbkResult joined = context.element().getValue();
      float[] text = joined.getOnly(TEXT_EMBEDDING, new float[0]);
      checkArgument(text.length > 0, "item %s has an image but no text", item);
      float[] image = joined.getOnly(IMAGE_EMBEDDING, new float[0]);
      boolean present = image.length > 0;
      if (!present) {
        image = meanOf(context.sideInput(mean));
        withoutImage.inc();
      }
      context.output(
          ItemEmbedding.newBuilder()
              .setItem(item)
              .setImagePresent(present)
              .setImage(Floats.asList(image))
              .setText(Floats.asList(text))
              .setImageDigest(joined.getOnly(IMAGE_DIGEST, null))
              .setTextDigest(joined.getOnly(TEXT_DIGEST, null))
              .build());
    }

    private static float[] meanOf(List<float[]> mean) {
      if (mean.isEmpty()) {
        throw new UserErrorException(
            "no item has a picture, so there is nothing for the image encoder to embed;"
                + " see the failures of the stage download-images");
      }
      return mean.get(0);
    }
  }
}
