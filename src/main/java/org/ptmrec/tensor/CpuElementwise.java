package org.ptmrec.tensor;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Functions of one element, in blocks that fit a core's cache. */
final class CpuElementwise {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  private static final int BLOCK = 8192;

  private CpuElementwise() {}

  /** What is done to one block: inputs in x and y, the result left in y. */
  interface Block {
    void apply(float[] x, float[] y, int length);
  }

  /**
   * y = f(x, y), block by block; length is padded to whole vectors, the padding is never stored.
   */
  static void map(Matrix x, Matrix y, boolean readsY, Block function) {
    int size = y.size();
    Parallel.run(
        (size + BLOCK - 1) / BLOCK,
        block -> {
          int from = block * BLOCK;
          int length = Math.min(BLOCK, size - from);
          float[] a = Scratch.slot(0, BLOCK);
          float[] b = Scratch.slot(1, BLOCK);
          x.buffer().get(from, a, 0, length);
          if (readsY) {
            y.buffer().get(from, b, 0, length);
          }
          function.apply(a, b, length);
          y.buffer().put(from, b, 0, length);
        });
  }

  static void axpby(double alpha, Matrix x, double beta, Matrix y) {
    float p = (float) alpha;
    float q = (float) beta;
    map(
        x,
        y,
        beta != 0,
        (a, b, length) -> {
          if (q == 0) {
            for (int i = 0; i < length; i++) {
              b[i] = p * a[i];
            }
          } else {
            for (int i = 0; i < length; i++) {
              b[i] = p * a[i] + q * b[i];
            }
          }
        });
  }

  static void fill(Matrix y, float value) {
    int size = y.size();
    Parallel.run(
        (size + BLOCK - 1) / BLOCK,
        block -> {
          int from = block * BLOCK;
          float[] b = Scratch.slot(1, BLOCK);
          Arrays.fill(b, 0, BLOCK, value);
          y.buffer().put(from, b, 0, Math.min(BLOCK, size - from));
        });
  }

  static void multiply(Matrix a, Matrix b, double beta, Matrix y) {
    float q = (float) beta;
    int size = y.size();
    Parallel.run(
        (size + BLOCK - 1) / BLOCK,
        block -> {
          int from = block * BLOCK;
          int length = Math.min(BLOCK, size - from);
          float[] p = Scratch.slot(0, BLOCK);
          float[] o = Scratch.slot(1, BLOCK);
          float[] r = Scratch.slot(2, BLOCK);
          a.buffer().get(from, p, 0, length);
          b.buffer().get(from, r, 0, length);
          if (q == 0) {
            for (int i = 0; i < length; i++) {
              o[i] = p[i] * r[i];
            }
          } else {
            y.buffer().get(from, o, 0, length);
            for (int i = 0; i < length; i++) {
              o[i] = p[i] * r[i] + q * o[i];
            }
          }
          y.buffer().put(from, o, 0, length);
        });
  }

  static void inverseRoot(Matrix x, float least) {
    map(
        x,
        x,
        false,
        (a, b, length) -> {
          for (int i = 0; i < length; i++) {
            b[i] = (float) (1 / Math.sqrt(Math.max(a[i], least)));
          }
        });
  }

  static void unary(Unary function, Matrix x, Matrix y) {
    map(x, y, false, (a, b, length) -> values(function, a, b, length));
  }

  /** b = f(a), whole vectors: both are padded. */
  static void values(Unary function, float[] a, float[] b, int length) {
    for (int i = 0; i < length; i += LANES) {
      value(function, FloatVector.fromArray(SPECIES, a, i)).intoArray(b, i);
    }
  }

  /** d = d ⊙ f'(source), whole vectors: both are padded. */
  private static void slopes(Unary function, float[] source, float[] d, int length) {
    for (int i = 0; i < length; i += LANES) {
      slope(function, FloatVector.fromArray(SPECIES, source, i))
          .mul(FloatVector.fromArray(SPECIES, d, i))
          .intoArray(d, i);
    }
  }

  static void unaryBackward(Unary function, Matrix x, Matrix y, Matrix dy, double beta, Matrix dx) {
    float q = (float) beta;
    int size = dx.size();
    Matrix source = function.slopeSource(x, y);
    Parallel.run(
        (size + BLOCK - 1) / BLOCK,
        block -> {
          int from = block * BLOCK;
          int length = Math.min(BLOCK, size - from);
          float[] s = Scratch.slot(0, BLOCK);
          float[] d = Scratch.slot(1, BLOCK);
          float[] o = Scratch.slot(2, BLOCK);
          source.buffer().get(from, s, 0, length);
          dy.buffer().get(from, d, 0, length);
          slopes(function, s, d, length);
          if (q != 0) {
            dx.buffer().get(from, o, 0, length);
            for (int i = 0; i < length; i++) {
              d[i] += q * o[i];
            }
          }
          dx.buffer().put(from, d, 0, length);
        });
  }

  private static FloatVector value(Unary function, FloatVector x) {
    switch (function) {
      case SIGMOID:
        return sigmoid(x);
      case TANH:
        return VectorMath.tanh(x);
      case QUICK_GELU:
        return x.mul(sigmoid(x.mul(1.702f)));
      case GELU:
        return x.mul(normalCdf(x));
      case LOG_SIGMOID:
        // min(x, 0) − ln(1 + e^−|x|)
        return x.min(0f).sub(VectorMath.log1p(VectorMath.exp(x.abs().neg())));
      case EXP:
        return VectorMath.exp(x);
      case LOG:
        return VectorMath.log(x);
    }
    throw new AssertionError(function);
  }

  private static FloatVector slope(Unary function, FloatVector source) {
    switch (function) {
      case SIGMOID:
        return source.mul(source.neg().add(1f));
      case TANH:
        return source.mul(source).neg().add(1f);
      case QUICK_GELU:
        FloatVector s = sigmoid(source.mul(1.702f));
        return s.mul(source.mul(1.702f).mul(s.neg().add(1f)).add(1f));
      case GELU:
        FloatVector density =
            VectorMath.exp(source.mul(source).mul(-0.5f)).mul((float) (1 / Math.sqrt(2 * Math.PI)));
        return normalCdf(source).add(source.mul(density));
      case LOG_SIGMOID:
        return sigmoid(source.neg());
      case EXP:
        return source;
      case LOG:
        return FloatVector.broadcast(SPECIES, 1f).div(source);
    }
    throw new AssertionError(function);
  }

  static FloatVector sigmoid(FloatVector x) {
    return FloatVector.broadcast(SPECIES, 1f).div(VectorMath.exp(x.neg()).add(1f));
  }

  /** Φ(x) by Abramowitz and Stegun 7.1.26, whose error (1.5e-7) is at the resolution of a float. */
  private static FloatVector normalCdf(FloatVector x) {
    FloatVector z = x.abs().mul((float) Math.sqrt(0.5));
    FloatVector t = FloatVector.broadcast(SPECIES, 1f).div(z.mul(0.3275911f).add(1f));
    FloatVector poly =
        t.mul(1.061405429f)
            .add(-1.453152027f)
            .mul(t)
            .add(1.421413741f)
            .mul(t)
            .add(-0.284496736f)
            .mul(t)
            .add(0.254829592f)
            .mul(t);
    FloatVector half = poly.mul(VectorMath.exp(z.mul(z).neg())).mul(0.5f); // Φ(−|x|)
    return half.blend(half.neg().add(1f), x.compare(VectorOperators.GE, 0f));
  }
}
