package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.util.VarInt;

/**
 * The mean of embeddings. Sums of floats depend on the order of their terms, which a runner
 * chooses; so every number is rounded to a multiple of 2^-32 and added up as an integer, which does
 * not.
 */
final class EmbeddingMean extends CombineFn<float[], EmbeddingMean.Sum, float[]> {
  private static final long serialVersionUID = 1;
  private static final double SCALE = 0x1p32;

  /** Embeddings added up. */
  static final class Sum {
    private long count;
    private long[] values = {};

    private void add(Sum other) {
      if (other.count == 0) {
        return;
      }
      if (count == 0) {
        values = new long[other.values.length];
      }
      checkState(values.length == other.values.length, "embeddings of different lengths");
      count += other.count;
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.addExact(values[i], other.values[i]);
      }
    }
  }

  @Override
  public Sum createAccumulator() {
    return new Sum();
  }

  @Override
  public Sum addInput(Sum sum, float[] embedding) {
    Sum one = new Sum();
    one.count = 1;
    one.values = new long[embedding.length];
    for (int i = 0; i < embedding.length; i++) {
      one.values[i] = Math.round(embedding[i] * SCALE);
    }
    sum.add(one);
    return sum;
  }

  @Override
  public Sum mergeAccumulators(Iterable<Sum> sums) {
    Sum total = new Sum();
    sums.forEach(total::add);
    return total;
  }

  @Override
  public float[] extractOutput(Sum sum) {
    float[] mean = new float[sum.values.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum.values[i] / SCALE / sum.count);
    }
    return mean;
  }

  @Override
  public Coder<Sum> getAccumulatorCoder(CoderRegistry registry, Coder<float[]> inputCoder) {
    return SumCoder.INSTANCE;
  }

  /** The number of embeddings, their length, and the sums. */
  private static final class SumCoder extends AtomicCoder<Sum> {
    private static final long serialVersionUID = 1;
    private static final SumCoder INSTANCE = new SumCoder();

    @Override
    public void encode(Sum sum, OutputStream out) throws IOException {
      VarInt.encode(sum.count, out);
      VarInt.encode(sum.values.length, out);
      for (long value : sum.values) {
        VarInt.encode(value, out);
      }
    }

    @Override
    public Sum decode(InputStream in) throws IOException {
      Sum sum = new Sum();
      sum.count = VarInt.decodeLong(in);
      sum.values = new long[VarInt.decodeInt(in)];
      for (int i = 0; i < sum.values.length; i++) {
        sum.values[i] = VarInt.decodeLong(in);
      }
      return sum;
    }
  }
}
