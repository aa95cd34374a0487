package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.value.AutoValue;
import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.download.ImageDecoder;
import org.ptmrec.schema.EncoderPrefix;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TokenizedText;

/**
 * Computes the first layers of a frozen CLIP once and for all: of every picture of {@link
 * EncodeItems#IMAGES} and every text of {@link EncodeItems#TEXTS}. A tuning that leaves these
 * layers alone (option {@code firstLayer} of prompts) goes on from there in every step.
 *
 * <p>The bits do not depend on the runner or its parallelism, by the same rule as in {@link
 * EncodeImages}.
 */
@AutoValue
public abstract class EncodePrefixes
    extends PTransform<PCollectionTuple, PCollection<EncoderPrefix>> {
  private static final long serialVersionUID = 1;

  abstract String clip();

  abstract int layers();

  abstract int batchSize();

  abstract int shards();

  /** Of so many layers; 32 inputs a batch, 8 shards. */
  public static EncodePrefixes encodePrefixes(int layers) {
    checkArgument(layers > 0, "encodePrefixes(layers): %s, expected at least 1", layers);
    return new AutoValue_EncodePrefixes("", layers, 32, 8);
  }

  /** The model folder, which every worker must be able to read. Required. */
  public EncodePrefixes withClip(String folder) {
    checkArgument(!folder.isEmpty(), "withClip(folder) was called with an empty folder");
    return new AutoValue_EncodePrefixes(folder, layers(), batchSize(), shards());
  }

  /** How many inputs go through a tower at a time. */
  public EncodePrefixes withBatchSize(int inputs) {
    checkArgument(inputs > 0, "withBatchSize(inputs): %s, expected at least 1", inputs);
    return new AutoValue_EncodePrefixes(clip(), layers(), inputs, shards());
  }

  @Override
  public PCollection<EncoderPrefix> expand(PCollectionTuple input) {
    checkState(!clip().isEmpty(), "EncodePrefixes needs withClip(folder)");
    int shards = shards();
    PCollection<EncoderPrefix> images =
        input
            .get(EncodeItems.IMAGES)
            .apply(
                "Shard images",
                WithKeys.<Integer, Image>of(image -> shard(image.getDigest(), shards))
                    .withKeyType(TypeDescriptors.integers()))
            .setCoder(KvCoder.of(VarIntCoder.of(), AvroCoder.of(Image.class)))
            .apply("Group images", GroupByKey.create())
            .apply("Image prefixes", ParDo.of(new ImagesFn(clip(), layers(), batchSize())))
            .setCoder(AvroCoder.of(EncoderPrefix.class));
    PCollection<EncoderPrefix> texts =
        input
            .get(EncodeItems.TEXTS)
            .apply(
                "Shard texts",
                WithKeys.<Integer, TokenizedText>of(text -> shard("" + text.getItem(), shards))
                    .withKeyType(TypeDescriptors.integers()))
            .setCoder(KvCoder.of(VarIntCoder.of(), AvroCoder.of(TokenizedText.class)))
            .apply("Group texts", GroupByKey.create())
            .apply("Text prefixes", ParDo.of(new TextsFn(clip(), layers(), batchSize())))
            .setCoder(AvroCoder.of(EncoderPrefix.class));
    return PCollectionList.of(images).and(texts).apply("Both", Flatten.pCollections());
  }

  private static int shard(String key, int shards) {
    return Math.floorMod(Hashing.murmur3_32_fixed().hashString(key, UTF_8).asInt(), shards);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("clip", clip()).withLabel("Model folder"))
        .add(DisplayData.item("layers", layers()).withLabel("Layers"))
        .add(DisplayData.item("batchSize", batchSize()).withLabel("Inputs a batch"))
        .add(DisplayData.item("shards", shards()).withLabel("Shards"));
  }

  /** What both towers' functions share. */
  private abstract static class PrefixFn<T>
      extends CountingFn<KV<Integer, Iterable<T>>, EncoderPrefix> {
    private static final long serialVersionUID = 1;

    private final String clip;
    private final int layers;
    private final int batchSize;
    private transient @Nullable PrefixEncoder encoder;

    PrefixFn(String clip, int layers, int batchSize) {
      this.clip = clip;
      this.layers = layers;
      this.batchSize = batchSize;
    }

    @Setup
    public void setUp() {
      encoder = new PrefixEncoder(ClipFolder.shared(clip), layers, batchSize);
    }

    @Teardown
    public void tearDown() {
      if (encoder != null) {
        encoder.close();
      }
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<T>> shard, OutputReceiver<EncoderPrefix> out) {
      TreeMap<String, T> byKey = new TreeMap<>();
      shard.getValue().forEach(input -> byKey.put(key(input), input));
      Progress.total().inc(byKey.size());
      for (List<Map.Entry<String, T>> some :
          Lists.partition(List.copyOf(byKey.entrySet()), batchSize)) {
        List<Tensor> prefixes =
            encode(
                checkNotNull(encoder),
                ClipFolder.shared(clip),
                Lists.transform(some, Map.Entry::getValue));
        for (int i = 0; i < some.size(); i++) {
          String key = some.get(i).getKey();
          out.output(new EncoderPrefix(tower().key(), key, layers, prefixes.get(i)));
        }
        Progress.done().inc(some.size());
      }
    }

    abstract Tower tower();

    abstract String key(T input);

    abstract List<Tensor> encode(PrefixEncoder encoder, ClipFolder folder, List<T> inputs);
  }

  private static final class ImagesFn extends PrefixFn<Image> {
    private static final long serialVersionUID = 1;

    ImagesFn(String clip, int layers, int batchSize) {
      super(clip, layers, batchSize);
    }

    @Override
    Tower tower() {
      return Tower.VISION;
    }

    @Override
    String key(Image image) {
      return image.getDigest();
    }

    @Override
    List<Tensor> encode(PrefixEncoder encoder, ClipFolder folder, List<Image> images) {
      return encoder.images(
          Lists.transform(images, image -> pixels(folder.preprocessor(), image.getContent())));
    }

    private static float[] pixels(ImagePreprocessor preprocessor, ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.duplicate().get(bytes);
      return preprocessor.preprocess(ImageDecoder.decode(bytes));
    }
  }

  private static final class TextsFn extends PrefixFn<TokenizedText> {
    private static final long serialVersionUID = 1;

    TextsFn(String clip, int layers, int batchSize) {
      super(clip, layers, batchSize);
    }

    @Override
    Tower tower() {
      return Tower.TEXT;
    }

    @Override
    String key(TokenizedText text) {
      return Integer.toString(text.getItem());
    }

    @Override
    List<Tensor> encode(PrefixEncoder encoder, ClipFolder folder, List<TokenizedText> texts) {
      return encoder.texts(
          Lists.transform(
              texts, text -> text.getTokens().stream().mapToInt(Integer::intValue).toArray()));
    }
  }
}
