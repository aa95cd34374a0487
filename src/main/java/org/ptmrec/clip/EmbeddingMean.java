package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkState;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;

/**
 * The mean of embeddings. Sums of floats depend on the order of their terms, which a runner
 * chooses; so every number is rounded to a multiple of 2^-32 and added up as an integer, which does
 * not.
 */
final class EmbeddingMean extends CombineFn<float[], EmbeddingMean.Sum, float[]> {
  private static final long serialVersionUID = 1;
  private static final double SCALE = 0x1p32;

  /** Embeddings added up. */
  static final class Sum implements Serializable {
    private static final long serialVersionUID = 1;
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
    return SerializableCoder.of(Sum.class);
  }
}
