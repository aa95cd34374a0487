package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Compressed rows times a dense matrix. */
final class CpuSparse {
  private static final int ENTRIES_A_BLOCK = 16384;
  private static final int ROWS_AT_ONCE = 32;
  private static final int COPIED_AT_ONCE = 65536;

  private CpuSparse() {}

  static void multiply(SparseMatrix a, float alpha, Matrix x, float beta, Matrix z, Matrix y) {
    int d = x.cols();
    float[] dense = onHeap(x);
    int blocks = Math.max(1, (a.entries() + a.rows() + ENTRIES_A_BLOCK - 1) / ENTRIES_A_BLOCK);
    Parallel.run(
        blocks,
        block -> {
          int end = rowAt(a, block + 1, blocks);
          float[] out = Scratch.slot(0, ROWS_AT_ONCE * d);
          for (int from = rowAt(a, block, blocks); from < end; from += ROWS_AT_ONCE) {
            int to = Math.min(end, from + ROWS_AT_ONCE);
            int length = (to - from) * d;
            if (beta != 0) {
              z.buffer().get(from * d, out, 0, length);
            }
            for (int i = from; i < to; i++) {
              row(a, i, alpha, dense, d, beta, out, (i - from) * d);
            }
            y.buffer().put(from * d, out, 0, length);
          }
        });
  }

  /** One copy of x for all threads: random access to an array is what makes the loop fast. */
  private static float[] onHeap(Matrix x) {
    int size = x.size();
    float[] copy = Scratch.slot(5, size);
    Parallel.run(
        (size + COPIED_AT_ONCE - 1) / COPIED_AT_ONCE,
        block -> {
          int from = block * COPIED_AT_ONCE;
          x.buffer().get(from, copy, from, Math.min(COPIED_AT_ONCE, size - from));
        });
    return copy;
  }

  /** The first row of a block: blocks hold about the same number of entries and rows. */
  private static int rowAt(SparseMatrix a, int block, int blocks) {
    int[] starts = a.starts();
    long work = ((long) a.entries() + a.rows()) * block / blocks;
    int low = 0;
    int high = a.rows();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] + (long) middle < work) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * out = alpha·(row i of a)·x + beta·out; out is not read where beta is 0. As many columns as the
   * registers hold are summed in one pass over the row's entries: 64 of them take one pass, whether
   * a vector has eight lanes or sixteen.
   */
  private static void row(
      SparseMatrix a, int i, float alpha, float[] x, int d, float beta, float[] out, int at) {
    int[] columns = a.columns();
    float[] values = a.values();
    int from = a.starts()[i];
    int to = a.starts()[i + 1];
    int j = 0;
    for (; j <= d - 8 * LANES; j += 8 * LANES) {
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      FloatVector s4 = s0;
      FloatVector s5 = s0;
      FloatVector s6 = s0;
      FloatVector s7 = s0;
      for (int e = from; e < to; e++) {
        FloatVector v = FloatVector.broadcast(SPECIES, values[e]);
        int c = columns[e] * d + j;
        s0 = v.fma(FloatVector.fromArray(SPECIES, x, c), s0);
        s1 = v.fma(FloatVector.fromArray(SPECIES, x, c + LANES), s1);
        s2 = v.fma(FloatVector.fromArray(SPECIES, x, c + 2 * LANES), s2);
        s3 = v.fma(FloatVector.fromArray(SPECIES, x, c + 3 * LANES), s3);
        s4 = v.fma(FloatVector.fromArray(SPECIES, x, c + 4 * LANES), s4);
        s5 = v.fma(FloatVector.fromArray(SPECIES, x, c + 5 * LANES), s5);
        s6 = v.fma(FloatVector.fromArray(SPECIES, x, c + 6 * LANES), s6);
        s7 = v.fma(FloatVector.fromArray(SPECIES, x, c + 7 * LANES), s7);
      }
      store(s0, alpha, beta, out, at + j);
      store(s1, alpha, beta, out, at + j + LANES);
      store(s2, alpha, beta, out, at + j + 2 * LANES);
      store(s3, alpha, beta, out, at + j + 3 * LANES);
      store(s4, alpha, beta, out, at + j + 4 * LANES);
      store(s5, alpha, beta, out, at + j + 5 * LANES);
      store(s6, alpha, beta, out, at + j + 6 * LANES);
      store(s7, alpha, beta, out, at + j + 7 * LANES);
    }
    for (; j <= d - 4 * LANES; j += 4 * LANES) {
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int e = from; e < to; e++) {
        FloatVector v = FloatVector.broadcast(SPECIES, values[e]);
        int c = columns[e] * d + j;
        s0 = v.fma(FloatVector.fromArray(SPECIES, x, c), s0);
        s1 = v.fma(FloatVector.fromArray(SPECIES, x, c + LANES), s1);
        s2 = v.fma(FloatVector.fromArray(SPECIES, x, c + 2 * LANES), s2);
        s3 = v.fma(FloatVector.fromArray(SPECIES, x, c + 3 * LANES), s3);
      }
      store(s0, alpha, beta, out, at + j);
      store(s1, alpha, beta, out, at + j + LANES);
      store(s2, alpha, beta, out, at + j + 2 * LANES);
      store(s3, alpha, beta, out, at + j + 3 * LANES);
    }
    for (; j < d; j++) {
      float sum = 0;
      for (int e = from; e < to; e++) {
        sum += values[e] * x[columns[e] * d + j];
      }
      out[at + j] = beta == 0 ? alpha * sum : alpha * sum + beta * out[at + j];
    }
  }

  private static void store(FloatVector sum, float alpha, float beta, float[] out, int at) {
    FloatVector scaled = sum.mul(alpha);
    if (beta != 0) {
      scaled = FloatVector.fromArray(SPECIES, out, at).mul(beta).add(scaled);
    }
    scaled.intoArray(out, at);
  }
}
