package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import com.google.auto.value.AutoValue;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
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
import org.ptmrec.download.ImageDecoder;
import org.ptmrec.download.RgbImage;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.tensor.WorkerDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds pictures, each distinct one once: digest to embedding, not normalised.
 *
 * <p>The bits do not depend on the runner or its parallelism: pictures are spread over a fixed
 * number of shards by their digests, sorted there, and cut into batches of a fixed size. Batches,
 * not shards, are then dealt out to the workers in turn: they all get equally many. A shard's
 * encoded bytes are in memory at once, so a large catalogue needs more shards than the default.
 */
@AutoValue
public abstract class EncodeImages
    extends PTransform<PCollection<Image>, PCollection<KV<String, float[]>>> {
  private static final long serialVersionUID = 1;

  private static final TupleTag<ItemEmbedding> PREVIOUS = new TupleTag<>("previous") {};
  private static final TupleTag<Image> IMAGES = new TupleTag<>("images") {};
  private static final TupleTag<KV<String, float[]>> KNOWN = new TupleTag<>("known") {};
  private static final TupleTag<List<Image>> BATCHES = new TupleTag<>("batches") {};
  private static final TupleTag<KV<String, float[]>> REUSED = new TupleTag<>("reused") {};
  private static final Coder<KV<String, float[]>> EMBEDDING =
      KvCoder.of(StringUtf8Coder.of(), FloatArrayCoder.of());

  abstract String clip();

  abstract int batchSize();

  abstract int shards();

  abstract @Nullable PCollection<ItemEmbedding> previous();

  /** 32 pictures a batch, 8 shards. */
  public static EncodeImages encodeImages() {
    return new AutoValue_EncodeImages("", 32, 8, null);
  }

  /** The model folder, which every worker must be able to read. Required. */
  public EncodeImages withClip(String folder) {
    checkArgument(!folder.isEmpty(), "withClip(folder) was called with an empty folder");
    return new AutoValue_EncodeImages(folder, batchSize(), shards(), previous());
  }

  /** How many pictures go through the tower at a time. */
  public EncodeImages withBatchSize(int images) {
    checkArgument(images > 0, "withBatchSize(images): %s, expected at least 1", images);
    return new AutoValue_EncodeImages(clip(), images, shards(), previous());
  }

  /** In how many groups pictures are sorted and cut into batches; each is held in memory. */
  public EncodeImages withShards(int shards) {
    checkArgument(shards > 0, "withShards(shards): %s, expected at least 1", shards);
    return new AutoValue_EncodeImages(clip(), batchSize(), shards, previous());
  }

  /** What the same encoder made of a catalogue earlier: its pictures are not encoded again. */
  public EncodeImages withPrevious(@Nullable PCollection<ItemEmbedding> embeddings) {
    return new AutoValue_EncodeImages(clip(), batchSize(), shards(), embeddings);
  }

  @Override
  public Map<TupleTag<?>, PValue> getAdditionalInputs() {
    PCollection<ItemEmbedding> given = previous();
    return given == null ? Map.of() : Map.of(PREVIOUS, given);
  }

  @Override
  public PCollection<KV<String, float[]>> expand(PCollection<Image> images) {
    checkState(!clip().isEmpty(), "EncodeImages needs withClip(folder)");
    int shards = shards();
    PCollection<KV<Integer, Image>> sharded =
        images.apply(
            "Shard",
            WithKeys.<Integer, Image>of(image -> KnownEmbeddings.shard(image.getDigest(), shards))
                .withKeyType(TypeDescriptors.integers()));
    PCollection<ItemEmbedding> given = previous();
    PCollection<ItemEmbedding> earlier =
        given == null
            ? images
                .getPipeline()
                .apply("Nothing earlier", Create.empty(AvroCoder.of(ItemEmbedding.class)))
            : given;
    PCollectionTuple cut =
        KeyedPCollectionTuple.of(IMAGES, sharded)
            .and(KNOWN, earlier.apply("Known", KnownEmbeddings.ofImages(shards)))
            .apply("Group", CoGroup.inMemory())
            .apply(
                "Cut",
                ParDo.of(new CutFn(batchSize())).withOutputTags(BATCHES, TupleTagList.of(REUSED)));
    PCollection<KV<String, float[]>> encoded =
        cut.get(BATCHES)
            .setCoder(ListCoder.of(AvroCoder.of(Image.class)))
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
        .add(DisplayData.item("batchSize", batchSize()).withLabel("Pictures a batch"))
        .add(DisplayData.item("shards", shards()).withLabel("Shards"));
  }

  /** Distinct pictures in order of their digests, some at a time; what is known already apart. */
  private static final class CutFn extends CountingFn<KV<Integer, CoGbkResult>, List<Image>> {
    private static final long serialVersionUID = 1;

    private final int batchSize;
    private final Counter reused = Metrics.counter(EncodeImages.class, "reused-images");

    CutFn(int batchSize) {
      this.batchSize = batchSize;
    }

    @ProcessElement
    public void process(@Element KV<Integer, CoGbkResult> shard, MultiOutputReceiver out) {
      TreeMap<String, Image> byDigest = new TreeMap<>();
      CoGbkResult grouped = shard.getValue();
      grouped.getAll(IMAGES).forEach(image -> byDigest.put(image.getDigest(), image));
      Progress.total().inc(byDigest.size());
      Set<String> known =
          KnownEmbeddings.take(
              grouped.getAll(KNOWN),
              byDigest.keySet(),
              (digest, embedding) -> out.get(REUSED).output(KV.of(digest, embedding)));
      byDigest.keySet().removeAll(known);
      reused.inc(known.size());
      Progress.done().inc(known.size());
      Iterables.partition(byDigest.values(), batchSize)
          .forEach(batch -> out.get(BATCHES).output(List.copyOf(batch)));
    }
  }

  private static final class EncodeFn extends CountingFn<List<Image>, KV<String, float[]>> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(EncodeImages.class);

    private final String clip;
    private final int batchSize;
    private final Counter encoded = Metrics.counter(EncodeImages.class, "encoded-images");
    private transient @Nullable ClipEncoder encoder;

    EncodeFn(String clip, int batchSize) {
      this.clip = clip;
      this.batchSize = batchSize;
    }

    @Setup
    public void setUp() {
      LOG.info("encodes pictures on {}", WorkerDevice.use());
      encoder =
          new ClipEncoder(ClipFolder.shared(clip), batchSize, TowerHooks.NONE, TowerHooks.NONE);
    }

    @ProcessElement
    public void process(@Element List<Image> batch, OutputReceiver<KV<String, float[]>> out) {
      List<RgbImage> images = Lists.transform(batch, image -> decode(image.getContent()));
      float[][] embeddings = checkNotNull(encoder).embedImages(images);
      for (int i = 0; i < embeddings.length; i++) {
        out.output(KV.of(batch.get(i).getDigest(), embeddings[i]));
      }
      encoded.inc(batch.size());
      Progress.done().inc(batch.size());
    }

    private static RgbImage decode(ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.duplicate().get(bytes);
      return ImageDecoder.decode(bytes);
    }

    @Teardown
    public void tearDown() {
      if (encoder != null) {
        encoder.close();
      }
    }
  }
}
