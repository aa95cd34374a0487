package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;
import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Compressed rows times a dense matrix. */
final class CpuSparse {
  private static final int ENTRIES_A_BLOCK = 16384;
  private static final int ROWS_AT_ONCE = 32;
  private static final int COPIED_AT_ONCE = 65536;

  private CpuSparse() {}

  static void multiply(SparseMatrix a, float alpha, Matrix x, float beta, Matrix z, Matrix y) {
    multiply(a, null, alpha, x, beta, z, y);
  }

  static void multiply(SparseMatrix a, int[] rows, Matrix x, Matrix y) {
    int d = x.cols();
    float[] dense = onHeap(x);
    CpuRows.forRows(
        rows.length,
        d,
        (from, to) -> {
          float[] out = Scratch.slot(0, (to - from) * d);
          for (int i = from; i < to; i++) {
            int at = (i - from) * d;
            row(a, rows[i], null, 1, dense, d, 0, out, at, out, at);
          }
          y.buffer().put(from * d, out, 0, (to - from) * d);
        });
  }

  static void multiplyBackward(SparseMatrix a, int[] rows, Matrix dy, float beta, Matrix dx) {
    multiply(a.transpose(), places(rows, a.rows()), 1, dy, beta, dx, dx);
  }

  /**
   * @param places as of {@link #row}
   */
  private static void multiply(
      SparseMatrix a,
      int @Nullable [] places,
      float alpha,
      Matrix x,
      float beta,
      Matrix z,
      Matrix y) {
    int d = x.cols();
    float[] dense = onHeap(x);
    forRows(
        a,
        (from, to) -> {
          int length = (to - from) * d;
          float[] out = Scratch.slot(0, length);
          if (beta != 0) {
            z.buffer().get(from * d, out, 0, length);
          }
          for (int i = from; i < to; i++) {
            int at = (i - from) * d;
            row(a, i, places, alpha, dense, d, beta, out, at, out, at);
          }
          y.buffer().put(from * d, out, 0, length);
        });
  }

  /** Where each of all rows is among the wanted ones, −1 if it is not. */
  static int[] places(int[] wanted, int all) {
    int[] places = new int[all];
    Arrays.fill(places, -1);
    for (int i = 0; i < wanted.length; i++) {
      checkArgument(places[wanted[i]] < 0, "row %s is wanted twice", wanted[i]);
      places[wanted[i]] = i;
    }
    return places;
  }

  /** Runs over all rows, {@value #ROWS_AT_ONCE} at most at a time. */
  static void forRows(SparseMatrix a, CpuRows.RowBlock work) {
    int blocks = Math.max(1, (a.entries() + a.rows() + ENTRIES_A_BLOCK - 1) / ENTRIES_A_BLOCK);
    Parallel.run(
        blocks,
        block -> {
          int end = rowAt(a, block + 1, blocks);
          for (int from = rowAt(a, block, blocks); from < end; from += ROWS_AT_ONCE) {
            work.apply(from, Math.min(end, from + ROWS_AT_ONCE));
          }
        });
  }

  /** One copy of x for all threads: random access to an array is what makes the loop fast. */
  static float[] onHeap(Matrix... stacked) {
    int size = 0;
    for (Matrix x : stacked) {
      size += x.size();
    }
    float[] copy = Scratch.slot(5, size);
    int start = 0;
    for (Matrix x : stacked) {
      copy(x, copy, start);
      start += x.size();
    }
    return copy;
  }

  private static void copy(Matrix x, float[] target, int start) {
    int size = x.size();
    Parallel.run(
        (size + COPIED_AT_ONCE - 1) / COPIED_AT_ONCE,
        block -> {
          int from = block * COPIED_AT_ONCE;
          x.buffer().get(from, target, start + from, Math.min(COPIED_AT_ONCE, size - from));
        });
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
   * The row of d values at {@code at} of out = alpha·(row i of a)·x + beta·(the row at {@code zAt}
   * of z), which is not read where beta is 0.
   *
   * @param places where the rows of the whole x are in x, −1 for those left out; null if x is whole
   */
  static void row(
      SparseMatrix a,
      int i,
      int @Nullable [] places,
      float alpha,
      float[] x,
      int d,
      float beta,
      float[] z,
      int zAt,
      float[] out,
      int at) {
    int from = a.starts()[i];
    int to = a.starts()[i + 1];
    if (places == null) {
      sum(a.columns(), a.values(), from, to, alpha, x, d, beta, z, zAt, out, at);
      return;
    }
    int[] columns = Scratch.numbers(to - from + 1);
    float[] values = Scratch.slot(6, to - from + 1);
    int count = 0;
    for (int e = from; e < to; e++) {
      int place = places[a.columns()[e]];
      columns[count] = place;
      values[count] = a.values()[e];
      count += ~place >>> (Integer.SIZE - 1); // a branch would be mispredicted every other time
    }
    sum(columns, values, 0, count, alpha, x, d, beta, z, zAt, out, at);
  }

  /**
   * As {@link #row}, of the entries from (inclusive) to (exclusive). As many columns as the
   * registers hold are summed in one pass over the entries: 64 of them take one pass, whether a
   * vector has eight lanes or sixteen.
   */
  private static void sum(
      int[] columns,
      float[] values,
      int from,
      int to,
      float alpha,
      float[] x,
      int d,
      float beta,
      float[] z,
      int zAt,
      float[] out,
      int at) {
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
      store(s0, alpha, beta, z, zAt + j, out, at + j);
      store(s1, alpha, beta, z, zAt + j + LANES, out, at + j + LANES);
      store(s2, alpha, beta, z, zAt + j + 2 * LANES, out, at + j + 2 * LANES);
      store(s3, alpha, beta, z, zAt + j + 3 * LANES, out, at + j + 3 * LANES);
      store(s4, alpha, beta, z, zAt + j + 4 * LANES, out, at + j + 4 * LANES);
      store(s5, alpha, beta, z, zAt + j + 5 * LANES, out, at + j + 5 * LANES);
      store(s6, alpha, beta, z, zAt + j + 6 * LANES, out, at + j + 6 * LANES);
      store(s7, alpha, beta, z, zAt + j + 7 * LANES, out, at + j + 7 * LANES);
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
      store(s0, alpha, beta, z, zAt + j, out, at + j);
      store(s1, alpha, beta, z, zAt + j + LANES, out, at + j + LANES);
      store(s2, alpha, beta, z, zAt + j + 2 * LANES, out, at + j + 2 * LANES);
      store(s3, alpha, beta, z, zAt + j + 3 * LANES, out, at + j + 3 * LANES);
    }
    for (; j < d; j++) {
      float sum = 0;
      for (int e = from; e < to; e++) {
        sum += values[e] * x[columns[e] * d + j];
      }
      out[at + j] = beta == 0 ? alpha * sum : alpha * sum + beta * z[zAt + j];
    }
  }

  private static void store(
      FloatVector sum, float alpha, float beta, float[] z, int zAt, float[] out, int at) {
    FloatVector scaled = sum.mul(alpha);
    if (beta != 0) {
      scaled = FloatVector.fromArray(SPECIES, z, zAt).mul(beta).add(scaled);
    }
    scaled.intoArray(out, at);
  }
}
