package org.ptmrec.clip;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Floats;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Digests;
import org.ptmrec.schema.ItemEmbedding;

/**
 * Embeddings of an earlier encoding by the digest of what they are of, in the shards in which
 * digests are encoded: what is known there is not encoded again and keeps its bits.
 */
final class KnownEmbeddings
    extends PTransform<PCollection<ItemEmbedding>, PCollection<KV<Integer, KV<String, float[]>>>> {
  private static final long serialVersionUID = 1;

  private final boolean areImages;
  private final int shards;

  private KnownEmbeddings(boolean areImages, int shards) {
    this.areImages = areImages;
    this.shards = shards;
  }

  static KnownEmbeddings ofImages(int shards) {
    return new KnownEmbeddings(true, shards);
  }

  static KnownEmbeddings ofTexts(int shards) {
    return new KnownEmbeddings(false, shards);
  }

  static int shard(String digest, int shards) {
    return Math.floorMod(Hashing.murmur3_32_fixed().hashString(digest, UTF_8).asInt(), shards);
  }

  /** Of the token ids, whichever item they are of. */
  static String textDigest(List<Integer> tokens) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * tokens.size());
    tokens.forEach(bytes::putInt);
    return Digests.sha256(bytes.array());
  }

  @Override
  public PCollection<KV<Integer, KV<String, float[]>>> expand(PCollection<ItemEmbedding> earlier) {
    return earlier
        .apply("By digest", ParDo.of(new ByDigestFn(areImages, shards)))
        .setCoder(
            KvCoder.of(VarIntCoder.of(), KvCoder.of(StringUtf8Coder.of(), FloatArrayCoder.of())));
  }

  /** Hands over each of these digests' embeddings once; tells which there were. */
  static Set<String> take(
      Iterable<KV<String, float[]>> known, Set<String> wanted, BiConsumer<String, float[]> taker) {
    Set<String> taken = new HashSet<>();
    for (KV<String, float[]> one : known) {
      if (wanted.contains(one.getKey()) && taken.add(one.getKey())) {
        taker.accept(one.getKey(), one.getValue());
      }
    }
    return taken;
  }

  private static final class ByDigestFn
      extends DoFn<ItemEmbedding, KV<Integer, KV<String, float[]>>> {
    private static final long serialVersionUID = 1;

    private final boolean areImages;
    private final int shards;

    ByDigestFn(boolean areImages, int shards) {
      this.areImages = areImages;
      this.shards = shards;
    }

    @ProcessElement
    public void process(
        @Element ItemEmbedding item, OutputReceiver<KV<Integer, KV<String, float[]>>> out) {
      @Nullable String digest = areImages ? item.getImageDigest() : item.getTextDigest();
      if (digest != null) {
        float[] embedding = Floats.toArray(areImages ? item.getImage() : item.getText());
        out.output(KV.of(shard(digest, shards), KV.of(digest, embedding)));
      }
    }
  }
}
