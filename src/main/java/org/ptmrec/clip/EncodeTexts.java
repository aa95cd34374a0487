package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Comparator;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.TokenizedText;

/**
 * Embeds the items' texts: item to embedding, not normalised.
 *
 * <p>The bits do not depend on the runner or its parallelism, by the same rule as in {@link
 * EncodeImages}.
 */
@AutoValue
public abstract class EncodeTexts
    extends PTransform<PCollection<TokenizedText>, PCollection<KV<Integer, float[]>>> {
  private static final long serialVersionUID = 1;

  abstract String clip();

  abstract int batchSize();

  abstract int shards();

  /** 32 texts a batch, 8 shards. */
  public static EncodeTexts encodeTexts() {
    return new AutoValue_EncodeTexts("", 32, 8);
  }

  /** The model folder, which every worker must be able to read. Required. */
  public EncodeTexts withClip(String folder) {
    checkArgument(!folder.isEmpty(), "withClip(folder) was called with an empty folder");
    return new AutoValue_EncodeTexts(folder, batchSize(), shards());
  }

  /** How many texts go through the tower at a time. */
  public EncodeTexts withBatchSize(int texts) {
    checkArgument(texts > 0, "withBatchSize(texts): %s, expected at least 1", texts);
    return new AutoValue_EncodeTexts(clip(), texts, shards());
  }

  /** Over how many groups the work is spread: the most that can run at a time. */
  public EncodeTexts withShards(int shards) {
    checkArgument(shards > 0, "withShards(shards): %s, expected at least 1", shards);
    return new AutoValue_EncodeTexts(clip(), batchSize(), shards);
  }

  @Override
  public PCollection<KV<Integer, float[]>> expand(PCollection<TokenizedText> texts) {
    checkState(!clip().isEmpty(), "EncodeTexts needs withClip(folder)");
    int shards = shards();
    return texts
        .apply(
            "Shard",
            WithKeys.<Integer, TokenizedText>of(text -> shard(text.getItem(), shards))
                .withKeyType(TypeDescriptors.integers()))
        .apply("Group", GroupByKey.create())
        .apply("Encode", ParDo.of(new EncodeFn(clip(), batchSize())))
        .setCoder(KvCoder.of(VarIntCoder.of(), FloatArrayCoder.of()));
  }

  private static int shard(int item, int shards) {
    return Math.floorMod(Hashing.murmur3_32_fixed().hashInt(item).asInt(), shards);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("clip", clip()).withLabel("Model folder"))
        .add(DisplayData.item("batchSize", batchSize()).withLabel("Texts a batch"))
        .add(DisplayData.item("shards", shards()).withLabel("Shards"));
  }

  private static final class EncodeFn
      extends DoFn<KV<Integer, Iterable<TokenizedText>>, KV<Integer, float[]>> {
    private static final long serialVersionUID = 1;

    private final String clip;
    private final int batchSize;
    private final Counter encoded = Metrics.counter(EncodeTexts.class, "encoded-texts");
    private transient @Nullable ClipEncoder encoder;

    EncodeFn(String clip, int batchSize) {
      this.clip = clip;
      this.batchSize = batchSize;
    }

    @Setup
    public void setUp() {
      encoder =
          new ClipEncoder(ClipFolder.shared(clip), batchSize, TowerHooks.NONE, TowerHooks.NONE);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<TokenizedText>> shard,
        OutputReceiver<KV<Integer, float[]>> out) {
      ImmutableList<TokenizedText> texts =
          ImmutableList.sortedCopyOf(
              Comparator.comparingInt(TokenizedText::getItem), shard.getValue());
      Progress.total().inc(texts.size());
      float[][] embeddings =
          checkNotNull(encoder)
              .embedTokens(
                  texts.stream().map(text -> ImmutableIntArray.copyOf(text.getTokens())).toList());
      for (int i = 0; i < embeddings.length; i++) {
        out.output(KV.of(texts.get(i).getItem(), embeddings[i]));
      }
      encoded.inc(texts.size());
      Progress.done().inc(texts.size());
    }

    @Teardown
    public void tearDown() {
      if (encoder != null) {
        encoder.close();
      }
    }
  }
}
