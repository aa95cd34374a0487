package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Layer normalisation and softmax, each row in one pass over the cache. */
final class CpuNormalization {
  private CpuNormalization() {}

  static float dot(float[] a, float[] b, int offset, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int j = 0;
    for (; j <= length - LANES; j += LANES) {
      sum =
          FloatVector.fromArray(SPECIES, a, offset + j)
              .fma(FloatVector.fromArray(SPECIES, b, offset + j), sum);
    }
    float total = VectorMath.sum(sum);
    for (; j < length; j++) {
      total += a[offset + j] * b[offset + j];
    }
    return total;
  }

  private static float sum(float[] a, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int j = 0;
    for (; j <= length - LANES; j += LANES) {
      sum = sum.add(FloatVector.fromArray(SPECIES, a, j));
    }
    float total = VectorMath.sum(sum);
    for (; j < length; j++) {
      total += a[j];
    }
    return total;
  }

  static void layerNorm(
      Matrix x, Matrix gamma, Matrix beta, double epsilon, Matrix y, Matrix statistics) {
    int d = x.cols();
    float[] g = gamma.toFloats();
    float[] b = beta.toFloats();
    CpuRows.forRows(
        x.rows(),
        d,
        (from, to) -> {
          float[] r = Scratch.slot(0, d);
          for (int i = from; i < to; i++) {
            x.buffer().get(i * d, r, 0, d);
            float mean = sum(r, d) / d;
            for (int j = 0; j < d; j++) {
              r[j] -= mean;
            }
            float scale = (float) (1 / Math.sqrt(dot(r, r, 0, d) / d + epsilon));
            for (int j = 0; j < d; j++) {
              r[j] = r[j] * scale * g[j] + b[j];
            }
            y.buffer().put(i * d, r, 0, d);
            statistics.buffer().put(2 * i, mean).put(2 * i + 1, scale);
          }
        });
  }

  static void layerNormBackward(Matrix x, Matrix gamma, Matrix statistics, Matrix dy, Matrix dx) {
    int d = x.cols();
    float[] g = gamma.toFloats();
    CpuRows.forRows(
        x.rows(),
        d,
        (from, to) -> {
          float[] r = Scratch.slot(0, d);
          float[] e = Scratch.slot(1, d);
          float[] o = Scratch.slot(2, d);
          for (int i = from; i < to; i++) {
            x.buffer().get(i * d, r, 0, d);
            dy.buffer().get(i * d, e, 0, d);
            dx.buffer().get(i * d, o, 0, d);
            float mean = statistics.buffer().get(2 * i);
            float scale = statistics.buffer().get(2 * i + 1);
            for (int j = 0; j < d; j++) {
              e[j] *= g[j];
              r[j] = (r[j] - mean) * scale;
            }
            float meanGradient = sum(e, d) / d;
            float projection = dot(e, r, 0, d) / d;
            for (int j = 0; j < d; j++) {
              o[j] += scale * (e[j] - meanGradient - r[j] * projection);
            }
            dx.buffer().put(i * d, o, 0, d);
          }
        });
  }

  static void standardize(Matrix x, Matrix statistics, Matrix y) {
    int d = x.cols();
    CpuRows.forRows(
        x.rows(),
        d,
        (from, to) -> {
          float[] r = Scratch.slot(0, d);
          for (int i = from; i < to; i++) {
            x.buffer().get(i * d, r, 0, d);
            float mean = statistics.buffer().get(2 * i);
            float scale = statistics.buffer().get(2 * i + 1);
            for (int j = 0; j < d; j++) {
              r[j] = (r[j] - mean) * scale;
            }
            y.buffer().put(i * d, r, 0, d);
          }
        });
  }

  static void softmax(Matrix x, boolean logarithm, Matrix y) {
    int d = x.cols();
    CpuRows.forRows(
        x.rows(),
        d,
        (from, to) -> {
          float[] r = Scratch.slot(0, d);
          float[] e = Scratch.slot(1, d);
          for (int i = from; i < to; i++) {
            x.buffer().get(i * d, r, 0, d);
            float max = max(r, d);
            for (int j = 0; j < d; j++) {
              r[j] -= max;
            }
            float total = exp(r, e, d);
            if (logarithm) {
              float log = (float) Math.log(total);
              for (int j = 0; j < d; j++) {
                r[j] -= log;
              }
              y.buffer().put(i * d, r, 0, d);
            } else {
              float scale = 1 / total;
              for (int j = 0; j < d; j++) {
                e[j] *= scale;
              }
              y.buffer().put(i * d, e, 0, d);
            }
          }
        });
  }

  static void softmaxBackward(Matrix y, boolean logarithm, Matrix dy, Matrix dx) {
    int d = y.cols();
    CpuRows.forRows(
        y.rows(),
        d,
        (from, to) -> {
          float[] p = Scratch.slot(0, d);
          float[] e = Scratch.slot(1, d);
          float[] o = Scratch.slot(2, d);
          float[] q = Scratch.slot(3, d);
          for (int i = from; i < to; i++) {
            y.buffer().get(i * d, p, 0, d);
            dy.buffer().get(i * d, e, 0, d);
            dx.buffer().get(i * d, o, 0, d);
            if (logarithm) {
              exp(p, q, d);
              float total = sum(e, d);
              for (int j = 0; j < d; j++) {
                o[j] += e[j] - q[j] * total;
              }
            } else {
              float total = dot(p, e, 0, d);
              for (int j = 0; j < d; j++) {
                o[j] += p[j] * (e[j] - total);
              }
            }
            dx.buffer().put(i * d, o, 0, d);
          }
        });
  }

  static void crossEntropy(Matrix logits, Matrix losses) {
    int d = logits.cols();
    CpuRows.forRows(
        logits.rows(),
        d,
        (from, to) -> {
          float[] r = Scratch.slot(0, d);
          for (int i = from; i < to; i++) {
            logits.buffer().get(i * d, r, 0, d);
            float max = max(r, d);
            for (int j = 0; j < d; j++) {
              r[j] -= max;
            }
            float own = r[i];
            float total = exp(r, r, d);
            float scale = 1 / total;
            for (int j = 0; j < d; j++) {
              r[j] *= scale;
            }
            r[i] -= 1;
            logits.buffer().put(i * d, r, 0, d);
            losses.buffer().put(i, (float) Math.log(total) - own);
          }
        });
  }

  static float max(float[] a, int length) {
    FloatVector maxima = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int j = 0;
    for (; j <= length - LANES; j += LANES) {
      maxima = maxima.max(FloatVector.fromArray(SPECIES, a, j));
    }
    float max = Float.NEGATIVE_INFINITY;
    for (int lane = 0; lane < LANES; lane++) {
      max = Math.max(max, maxima.lane(lane));
    }
    for (; j < length; j++) {
      max = Math.max(max, a[j]);
    }
    return max;
  }

  /** e = exp(a); returns the sum. */
  static float exp(float[] a, float[] e, int length) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int j = 0;
    for (; j <= length - LANES; j += LANES) {
      FloatVector v = VectorMath.exp(FloatVector.fromArray(SPECIES, a, j));
      v.intoArray(e, j);
      sum = sum.add(v);
    }
    if (j < length) {
      VectorMask<Float> inside = SPECIES.indexInRange(j, length);
      FloatVector v = VectorMath.exp(FloatVector.fromArray(SPECIES, a, j, inside));
      v.intoArray(e, j, inside);
      sum = sum.add(v, inside);
    }
    return VectorMath.sum(sum);
  }
}
