package org.ptmrec.tensor;

import java.util.Arrays;
import org.ptmrec.tensor.Kernels.AttentionShape;

/**
 * Multi-head attention on packed queries, keys and values: one (sequence, head) at a time, products
 * by strided calls of the BLAS on the packed matrix, so that nothing is ever transposed or copied
 * apart. Causal attention goes through its rows in strips, each as wide as its last row sees.
 */
final class CpuAttention {
  /** Rows of a causal strip; a multiple of what the BLAS computes at a time. */
  private static final int STRIP = 32;

  private final Matrix qkv;
  private final Matrix weights;
  private final AttentionShape shape;
  private final int length;
  private final int width;
  private final int headWidth;
  private final int stride;
  private final float scale;

  private CpuAttention(Matrix qkv, AttentionShape shape, Matrix weights) {
    this.qkv = qkv;
    this.weights = weights;
    this.shape = shape;
    length = shape.length();
    stride = qkv.cols();
    width = stride / 3;
    headWidth = width / shape.heads();
    scale = (float) (1 / Math.sqrt(headWidth));
  }

  static void forward(Matrix qkv, AttentionShape shape, Matrix weights, Matrix y) {
    CpuAttention attention = new CpuAttention(qkv, shape, weights);
    Parallel.run(
        shape.batch() * shape.heads(),
        pair -> {
          for (int strip = 0; strip < attention.strips(); strip++) {
            attention.forward(pair, attention.from(strip), attention.from(strip + 1), y);
          }
        });
  }

  /** The rows from (inclusive) to (exclusive) of one head of one sequence. */
  private void forward(int pair, int from, int to, Matrix y) {
    int seen = shape.causal() ? to : length;
    int rows = to - from;
    long key = first(pair, stride) + width;
    long query = first(pair, stride) + (long) from * stride;
    long weight = weight(pair, from);
    CpuGemm.strided(
        false, true, rows, seen, headWidth, scale, qkv, query, stride, qkv, key, stride, 0, weights,
        weight, length);
    softmax((int) weight, from, to);
    CpuGemm.strided(
        false,
        false,
        rows,
        headWidth,
        seen,
        1,
        weights,
        weight,
        length,
        qkv,
        key + width,
        stride,
        0,
        y,
        first(pair, width) + (long) from * width,
        width);
  }

  static void backward(
      Matrix qkv, AttentionShape shape, Matrix weights, Matrix dy, float beta, Matrix dqkv) {
    CpuAttention attention = new CpuAttention(qkv, shape, weights);
    Parallel.run(
        shape.batch() * shape.heads(),
        pair -> {
          // The last strip sees all keys and values: it is the first to write their gradients.
          for (int strip = attention.strips() - 1; strip >= 0; strip--) {
            boolean isFirst = strip == attention.strips() - 1;
            attention.backward(
                pair,
                attention.from(strip),
                attention.from(strip + 1),
                dy,
                beta,
                isFirst ? beta : 1,
                dqkv);
          }
        });
  }

  /**
   * @param ownBeta scales the old gradients of these rows' queries
   * @param sharedBeta scales those of all keys and values that they see
   */
  private void backward(
      int pair, int from, int to, Matrix dy, float ownBeta, float sharedBeta, Matrix dqkv) {
    int seen = shape.causal() ? to : length;
    int rows = to - from;
    int d = headWidth;
    long key = first(pair, stride) + width;
    long value = key + width;
    long query = first(pair, stride) + (long) from * stride;
    long out = first(pair, width) + (long) from * width;
    long weight = weight(pair, from);
    CpuGemm.strided(
        true,
        false,
        seen,
        d,
        rows,
        1,
        weights,
        weight,
        length,
        dy,
        out,
        width,
        sharedBeta,
        dqkv,
        value,
        stride);
    float[] w = Scratch.slot(4, rows * length);
    weights.buffer().get((int) weight, w, 0, rows * length);
    // The gradient of the weights takes the place of the weights.
    CpuGemm.strided(
        false, true, rows, seen, d, 1, dy, out, width, qkv, value, stride, 0, weights, weight,
        length);
    softmaxBackward((int) weight, w, rows, seen);
    CpuGemm.strided(
        false, false, rows, d, seen, scale, weights, weight, length, qkv, key, stride, ownBeta,
        dqkv, query, stride);
    CpuGemm.strided(
        true,
        false,
        seen,
        d,
        rows,
        scale,
        weights,
        weight,
        length,
        qkv,
        query,
        stride,
        sharedBeta,
        dqkv,
        key,
        stride);
  }

  private int strips() {
    return shape.causal() ? (length + STRIP - 1) / STRIP : 1;
  }

  private int from(int strip) {
    return shape.causal() ? Math.min(strip * STRIP, length) : strip * length;
  }

  /** Where a head of a sequence begins in a matrix of so many columns. */
  private long first(int pair, int columns) {
    return (long) (pair / shape.heads()) * length * columns
        + (long) (pair % shape.heads()) * headWidth;
  }

  private long weight(int pair, int row) {
    return ((long) pair * length + row) * length;
  }

  private void softmax(int at, int from, int to) {
    float[] r = Scratch.slot(0, length);
    float[] e = Scratch.slot(1, length);
    for (int i = from; i < to; i++) {
      int seen = shape.causal() ? i + 1 : length;
      int row = at + (i - from) * length;
      weights.buffer().get(row, r, 0, seen);
      float max = CpuNormalization.max(r, seen);
      for (int j = 0; j < seen; j++) {
        r[j] -= max;
      }
      float factor = 1 / CpuNormalization.exp(r, e, seen);
      for (int j = 0; j < seen; j++) {
        e[j] *= factor;
      }
      Arrays.fill(e, seen, length, 0f);
      weights.buffer().put(row, e, 0, length);
    }
  }

  private void softmaxBackward(int at, float[] w, int rows, int seen) {
    float[] e = Scratch.slot(0, length);
    float[] p = Scratch.slot(1, length);
    for (int i = 0; i < rows; i++) {
      int row = at + i * length;
      weights.buffer().get(row, e, 0, seen);
      System.arraycopy(w, i * length, p, 0, seen);
      float total = CpuNormalization.dot(p, e, 0, seen);
      for (int j = 0; j < seen; j++) {
        e[j] = p[j] * (e[j] - total);
      }
      weights.buffer().put(row, e, 0, seen);
    }
  }
}
