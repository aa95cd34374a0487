package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Compressed rows times a dense matrix. */
final class CpuSparse {
  private static final int ENTRIES_A_BLOCK = 16384;

  private CpuSparse() {}

  static void multiply(SparseMatrix a, Matrix x, double beta, Matrix y) {
    int d = x.cols();
    // One copy of x for all threads: random access to an array is what makes the loop fast.
    float[] dense = Scratch.slot(5, x.size());
    x.buffer().get(0, dense, 0, x.size());
    int[] starts = a.starts();
    int blocks = Math.max(1, (a.entries() + a.rows() + ENTRIES_A_BLOCK - 1) / ENTRIES_A_BLOCK);
    Parallel.run(
        blocks,
        block -> {
          int from = rowAt(starts, a, block, blocks);
          int to = rowAt(starts, a, block + 1, blocks);
          float[] sums = Scratch.slot(0, d + LANES);
          float[] old = Scratch.slot(1, d);
          for (int i = from; i < to; i++) {
            row(a, i, dense, d, sums);
            if (beta != 0) {
              y.buffer().get(i * d, old, 0, d);
              for (int j = 0; j < d; j++) {
                sums[j] += (float) beta * old[j];
              }
            }
            y.buffer().put(i * d, sums, 0, d);
          }
        });
  }

  /** The first row of a block: blocks hold about the same number of entries and rows. */
  private static int rowAt(int[] starts, SparseMatrix a, int block, int blocks) {
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

  private static void row(SparseMatrix a, int i, float[] x, int d, float[] sums) {
    int[] columns = a.columns();
    float[] values = a.values();
    int from = a.starts()[i];
    int to = a.starts()[i + 1];
    int j = 0;
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
      s0.intoArray(sums, j);
      s1.intoArray(sums, j + LANES);
      s2.intoArray(sums, j + 2 * LANES);
      s3.intoArray(sums, j + 3 * LANES);
    }
    for (; j < d; j++) {
      float sum = 0;
      for (int e = from; e < to; e++) {
        sum += values[e] * x[columns[e] * d + j];
      }
      sums[j] = sum;
    }
  }
}
