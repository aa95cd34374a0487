package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import com.google.auto.value.AutoValue;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CoGroup;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.tensor.WorkerDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds the items' texts, each distinct one once: item to embedding, not normalised.
 *
 * <p>The bits do not depend on the runner or its parallelism, by the same rule as in {@link
 * EncodeImages}.
 */
@AutoValue
public abstract class EncodeTexts
    extends PTransform<PCollection<TokenizedText>, PCollection<KV<Integer, float[]>>> {
  private static final long serialVersionUID = 1;

  private static final TupleTag<ItemEmbedding> PREVIOUS = new TupleTag<>("previous") {};
  private static final TupleTag<TokenizedText> TEXTS = new TupleTag<>("texts") {};
  private static final TupleTag<KV<String, float[]>> KNOWN = new TupleTag<>("known") {};
  private static final TupleTag<List<List<TokenizedText>>> BATCHES = new TupleTag<>("batches") {};
  private static final TupleTag<KV<Integer, float[]>> REUSED = new TupleTag<>("reused") {};
  private static final Coder<KV<Integer, float[]>> EMBEDDING =
      KvCoder.of(VarIntCoder.of(), FloatArrayCoder.of());

  abstract String clip();

  abstract int batchSize();

  abstract int shards();

  abstract @Nullable PCollection<ItemEmbedding> previous();

  /** 32 texts a batch, 8 shards. */
  public static EncodeTexts encodeTexts() {
    return new AutoValue_EncodeTexts("", 32, 8, null);
  }

  /** The model folder, which every worker must be able to read. Required. */
  public EncodeTexts withClip(String folder) {
    checkArgument(!folder.isEmpty(), "withClip(folder) was called with an empty folder");
    return new AutoValue_EncodeTexts(folder, batchSize(), shards(), previous());
  }

  /** How many texts go through the tower at a time. */
  public EncodeTexts withBatchSize(int texts) {
    checkArgument(texts > 0, "withBatchSize(texts): %s, expected at least 1", texts);
    return new AutoValue_EncodeTexts(clip(), texts, shards(), previous());
  }

  /** In how many groups texts are sorted and cut into batches; each is held in memory. */
  public EncodeTexts withShards(int shards) {
    checkArgument(shards > 0, "withShards(shards): %s, expected at least 1", shards);
    return new AutoValue_EncodeTexts(clip(), batchSize(), shards, previous());
  }

  /** What the same encoder made of a catalogue earlier: its texts are not encoded again. */
  public EncodeTexts withPrevious(@Nullable PCollection<ItemEmbedding> embeddings) {
    return new AutoValue_EncodeTexts(clip(), batchSize(), shards(), embeddings);
  }

  @Override
  public Map<TupleTag<?>, PValue> getAdditionalInputs() {
    PCollection<ItemEmbedding> given = previous();
    return given == null ? Map.of() : Map.of(PREVIOUS, given);
  }

  @Override
  public PCollection<KV<Integer, float[]>> expand(PCollection<TokenizedText> texts) {
    checkState(!clip().isEmpty(), "EncodeTexts needs withClip(folder)");
    int shards = shards();
    PCollection<KV<Integer, TokenizedText>> sharded =
        texts.apply(
            "Shard",
            WithKeys.<Integer, TokenizedText>of(
                    text ->
                        KnownEmbeddings.shard(KnownEmbeddings.textDigest(text.getTokens()), shards))
                .withKeyType(TypeDescriptors.integers()));
    PCollection<ItemEmbedding> given = previous();
    PCollection<ItemEmbedding> earlier =
        given == null
            ? texts
                .getPipeline()
                .apply("Nothing earlier", Create.empty(AvroCoder.of(ItemEmbedding.class)))
            : given;
    PCollectionTuple cut =
        KeyedPCollectionTuple.of(TEXTS, sharded)
            .and(KNOWN, earlier.apply("Known", KnownEmbeddings.ofTexts(shards)))
            .apply("Group", CoGroup.inMemory())
            .apply(
                "Cut",
                ParDo.of(new CutFn(batchSize())).withOutputTags(BATCHES, TupleTagList.of(REUSED)));
    PCollection<KV<Integer, float[]>> encoded =
        cut.get(BATCHES)
            .setCoder(ListCoder.of(ListCoder.of(AvroCoder.of(TokenizedText.class))))
            .apply("Deal out", Reshuffle.viaRandomKey())
            .apply("Encode", ParDo.of(new EncodeFn(clip(), batchSize())))
            .setCoder(EMBEDDING);
    return PCollectionList.of(encoded)
        .and(cut.get(REUSED).setCoder(EMBEDDING))
        .apply("With known", Flatten.pCollections());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("clip", clip()).withLabel("Model folder"))
        .add(DisplayData.item("batchSize", batchSize()).withLabel("Texts a batch"))
        .add(DisplayData.item("shards", shards()).withLabel("Shards"));
  }

  /** To all items that have the text. */
  private static void output(
      @Nullable List<TokenizedText> same,
      float[] embedding,
      DoFn.OutputReceiver<KV<Integer, float[]>> out) {
    checkNotNull(same).forEach(text -> out.output(KV.of(text.getItem(), embedding)));
  }

  /**
   * Distinct texts, some of like lengths at a time, so that little is padded; what is known already
   * apart.
   */
  private static final class CutFn
      extends CountingFn<KV<Integer, CoGbkResult>, List<List<TokenizedText>>> {
    private static final long serialVersionUID = 1;

    private final int batchSize;
    private final Counter reused = Metrics.counter(EncodeTexts.class, "reused-texts");

    CutFn(int batchSize) {
      this.batchSize = batchSize;
    }

    @ProcessElement
    public void process(@Element KV<Integer, CoGbkResult> shard, MultiOutputReceiver out) {
      CoGbkResult grouped = shard.getValue();
      TreeMap<String, List<TokenizedText>> byDigest = new TreeMap<>();
      for (TokenizedText text : grouped.getAll(TEXTS)) {
        byDigest
            .computeIfAbsent(
                KnownEmbeddings.textDigest(text.getTokens()), digest -> new ArrayList<>())
            .add(text);
      }
      Progress.total().inc(byDigest.size());
      Set<String> known =
          KnownEmbeddings.take(
              grouped.getAll(KNOWN),
              byDigest.keySet(),
              (digest, embedding) -> output(byDigest.get(digest), embedding, out.get(REUSED)));
      byDigest.keySet().removeAll(known);
      reused.inc(known.size());
      Progress.done().inc(known.size());
      List<List<TokenizedText>> byLength =
          byDigest.values().stream()
              .sorted(Comparator.comparingInt(same -> same.get(0).getTokens().size()))
              .toList();
      Lists.partition(byLength, batchSize)
          .forEach(batch -> out.get(BATCHES).output(List.copyOf(batch)));
    }
  }

  private static final class EncodeFn
      extends CountingFn<List<List<TokenizedText>>, KV<Integer, float[]>> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(EncodeTexts.class);

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
      LOG.info("encodes texts on {}", WorkerDevice.use());
      encoder =
          new ClipEncoder(ClipFolder.shared(clip), batchSize, TowerHooks.NONE, TowerHooks.NONE);
    }

    @ProcessElement
    public void process(
        @Element List<List<TokenizedText>> texts, OutputReceiver<KV<Integer, float[]>> out) {
      float[][] embeddings =
          checkNotNull(encoder)
              .embedTokens(
                  texts.stream()
                      .map(same -> ImmutableIntArray.copyOf(same.get(0).getTokens()))
                      .toList());
      for (int i = 0; i < embeddings.length; i++) {
        output(texts.get(i), embeddings[i], out);
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
