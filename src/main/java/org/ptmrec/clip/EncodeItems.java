package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.primitives.Floats;
import java.util.HashMap;
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
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CoGroup;
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

  private static final TupleTag<KV<Integer, float[]>> TEXT_EMBEDDING =
      new TupleTag<>("text-embedding") {};
  private static final TupleTag<KV<Integer, float[]>> IMAGE_EMBEDDING =
      new TupleTag<>("image-embedding") {};
  private static final TupleTag<KV<String, float[]>> DIGEST_EMBEDDING =
      new TupleTag<>("digest-embedding") {};
  private static final TupleTag<KV<Integer, String>> TEXT_DIGEST = new TupleTag<>("text-digest") {};
  private static final TupleTag<KV<Integer, String>> IMAGE_DIGEST =
      new TupleTag<>("image-digest") {};
  private static final TupleTag<ItemImage> ITEM = new TupleTag<>("item") {};

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
    return KeyedPCollectionTuple.of(
            TEXT_EMBEDDING, sharded("Texts", input.get(TEXTS).apply("Encode texts", texts())))
        .and(IMAGE_EMBEDDING, sharded("Images", byItem))
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
        .apply("Join texts and images", CoGroup.inMemory())
        .apply("Complete", ParDo.of(new CompleteFn(mean)).withSideInputs(mean))
        .setCoder(AvroCoder.of(ItemEmbedding.class));
  }

  private <T> PCollection<KV<Integer, KV<Integer, String>>> byItem(
      String name, PCollection<T> records, SerializableFunction<T, KV<Integer, String>> digest) {
    return sharded(
        "Sharded " + name,
        records
            .apply(
                name,
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.integers(), TypeDescriptors.strings()))
                    .via(digest))
            .setCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of())));
  }

  /**
   * Under the item's shard. Joins are made a shard at a time, not a key at a time: a runner may
   * take milliseconds for every group.
   */
  private <V> PCollection<KV<Integer, KV<Integer, V>>> sharded(
      String name, PCollection<KV<Integer, V>> byItem) {
    int shards = images().shards();
    return byItem.apply(
        name,
        WithKeys.<Integer, KV<Integer, V>>of(record -> Math.floorMod(record.getKey(), shards))
            .withKeyType(TypeDescriptors.integers()));
  }

  private PCollection<KV<Integer, float[]>> embeddingsOfItems(
      PCollection<ItemImage> itemImages, PCollection<KV<String, float[]>> byDigest) {
    int shards = images().shards();
    PCollection<KV<Integer, ItemImage>> items =
        itemImages.apply(
            "Shard items",
            WithKeys.<Integer, ItemImage>of(
                    image -> KnownEmbeddings.shard(image.getDigest(), shards))
                .withKeyType(TypeDescriptors.integers()));
    PCollection<KV<Integer, KV<String, float[]>>> embeddings =
        byDigest.apply(
            "Shard embeddings",
            WithKeys.<Integer, KV<String, float[]>>of(
                    embedding -> KnownEmbeddings.shard(embedding.getKey(), shards))
                .withKeyType(TypeDescriptors.integers()));
    return KeyedPCollectionTuple.of(ITEM, items)
        .and(DIGEST_EMBEDDING, embeddings)
        .apply("Join items and images", CoGroup.inMemory())
        .apply("Spread", ParDo.of(new SpreadFn()))
        .setCoder(KvCoder.of(VarIntCoder.of(), FloatArrayCoder.of()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.delegate(images()).delegate(texts());
  }

  /** Gives a picture's embedding to all items that have it. */
  private static final class SpreadFn extends DoFn<KV<Integer, CoGbkResult>, KV<Integer, float[]>> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(
        @Element KV<Integer, CoGbkResult> shard, OutputReceiver<KV<Integer, float[]>> out) {
      Map<String, float[]> embeddings = byKey(shard.getValue().getAll(DIGEST_EMBEDDING));
      for (ItemImage image : shard.getValue().getAll(ITEM)) {
        float @Nullable [] embedding = embeddings.get(image.getDigest());
        checkArgument(
            embedding != null,
            "item %s has image %s, which is not there",
            image.getItem(),
            image.getDigest());
        out.output(KV.of(image.getItem(), embedding));
      }
    }
  }

  private static <K, V> Map<K, V> byKey(Iterable<KV<K, V>> records) {
    Map<K, V> byKey = new HashMap<>();
    records.forEach(record -> byKey.put(record.getKey(), record.getValue()));
    return byKey;
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
      CoGbkResult shard = context.element().getValue();
      Map<Integer, float[]> texts = byKey(shard.getAll(TEXT_EMBEDDING));
      Map<Integer, float[]> images = byKey(shard.getAll(IMAGE_EMBEDDING));
      Map<Integer, String> textDigests = byKey(shard.getAll(TEXT_DIGEST));
      Map<Integer, String> imageDigests = byKey(shard.getAll(IMAGE_DIGEST));
      images
          .keySet()
          .forEach(
              item ->
                  checkArgument(texts.containsKey(item), "item %s has an image but no text", item));
      texts.forEach(
          (item, text) -> {
            float @Nullable [] image = images.get(item);
            boolean present = image != null;
            if (image == null) {
              image = meanOf(context.sideInput(mean));
              withoutImage.inc();
            }
            context.output(
                ItemEmbedding.newBuilder()
                    .setItem(item)
                    .setImagePresent(present)
                    .setImage(Floats.asList(image))
                    .setText(Floats.asList(text))
                    .setImageDigest(imageDigests.get(item))
                    .setTextDigest(textDigests.get(item))
                    .build());
          });
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
