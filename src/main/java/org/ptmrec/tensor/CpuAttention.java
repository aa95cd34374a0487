package org.ptmrec.tensor;

import org.ptmrec.tensor.Kernels.AttentionShape;

/**
 * Multi-head attention on packed queries, keys and values: one (sequence, head) at a time, products
 * by strided calls of the BLAS on the packed matrix, so that nothing is ever transposed or copied
 * apart.
 */
final class CpuAttention {
  private CpuAttention() {}

  static void forward(Matrix qkv, AttentionShape shape, Matrix weights, Matrix y) {
    int t = shape.length();
    int width = y.cols();
    int d = width / shape.heads();
    float scale = (float) (1 / Math.sqrt(d));
    Parallel.run(
        shape.batch() * shape.heads(),
        pair -> {
          long q = query(pair, shape, width, d);
          long p = (long) pair * t * t;
          CpuGemm.strided(
              false, true, t, t, d, scale, qkv, q, 3 * width, qkv, q + width, 3 * width, 0, weights,
              p, t);
          softmax(weights, pair * t, t, shape.causal());
          CpuGemm.strided(
              false,
              false,
              t,
              d,
              t,
              1,
              weights,
              p,
              t,
              qkv,
              q + 2L * width,
              3 * width,
              0,
              y,
              output(pair, shape, width, d),
              width);
        });
  }

  static void backward(Matrix qkv, AttentionShape shape, Matrix weights, Matrix dy, Matrix dqkv) {
    int t = shape.length();
    int width = dy.cols();
    int d = width / shape.heads();
    int ld = 3 * width;
    float scale = (float) (1 / Math.sqrt(d));
    Parallel.run(
        shape.batch() * shape.heads(),
        pair -> {
          long q = query(pair, shape, width, d);
          long o = output(pair, shape, width, d);
          long p = (long) pair * t * t;
          CpuGemm.strided(
              true, false, t, d, t, 1, weights, p, t, dy, o, width, 1, dqkv, q + 2L * width, ld);
          float[] w = Scratch.slot(4, t * t);
          weights.buffer().get((int) p, w, 0, t * t);
          // The gradient of the weights takes the place of the weights.
          CpuGemm.strided(
              false, true, t, t, d, 1, dy, o, width, qkv, q + 2L * width, ld, 0, weights, p, t);
          softmaxBackward(weights, w, pair * t, t);
          CpuGemm.strided(
              false, false, t, d, t, scale, weights, p, t, qkv, q + width, ld, 1, dqkv, q, ld);
          CpuGemm.strided(
              true, false, t, d, t, scale, weights, p, t, qkv, q, ld, 1, dqkv, q + width, ld);
        });
  }

  private static long query(int pair, AttentionShape shape, int width, int d) {
    return (long) (pair / shape.heads()) * shape.length() * 3 * width
        + (long) (pair % shape.heads()) * d;
  }

  private static long output(int pair, AttentionShape shape, int width, int d) {
    return (long) (pair / shape.heads()) * shape.length() * width
        + (long) (pair % shape.heads()) * d;
  }

  private static void softmax(Matrix weights, int firstRow, int t, boolean causal) {
    float[] r = Scratch.slot(0, t);
    float[] e = Scratch.slot(1, t);
    for (int i = 0; i < t; i++) {
      int seen = causal ? i + 1 : t;
      weights.buffer().get((firstRow + i) * t, r, 0, seen);
      float max = CpuNormalization.max(r, seen);
      for (int j = 0; j < seen; j++) {
        r[j] -= max;
      }
      float factor = 1 / CpuNormalization.exp(r, e, seen);
      for (int j = 0; j < seen; j++) {
        e[j] *= factor;
      }
      java.util.Arrays.fill(e, seen, t, 0f);
      weights.buffer().put((firstRow + i) * t, e, 0, t);
    }
  }

  private static void softmaxBackward(Matrix gradient, float[] w, int firstRow, int t) {
    float[] e = Scratch.slot(0, t);
    for (int i = 0; i < t; i++) {
      gradient.buffer().get((firstRow + i) * t, e, 0, t);
      float total = 0;
      for (int j = 0; j < t; j++) {
        total += w[i * t + j] * e[j];
      }
      for (int j = 0; j < t; j++) {
        e[j] = w[i * t + j] * (e[j] - total);
      }
      gradient.buffer().put((firstRow + i) * t, e, 0, t);
    }
  }
}
