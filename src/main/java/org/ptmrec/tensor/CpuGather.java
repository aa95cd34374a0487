package org.ptmrec.tensor;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Kernels that read or change rows by their numbers; a row may be named several times. */
final class CpuGather {
  private static final int SCATTER_BLOCKS = 8;

  private CpuGather() {}

  static void gather(Matrix x, int[] rows, Matrix y, int column) {
    int d = x.cols();
    int stride = y.cols();
    CpuRows.forRows(
        rows.length,
        d,
        (from, to) -> {
          if (stride != d) {
            float[] row = Scratch.slot(0, d);
            for (int i = from; i < to; i++) {
              x.buffer().get(rows[i] * d, row, 0, d);
              y.buffer().put(i * stride + column, row, 0, d);
            }
            return;
          }
          y.buffer().put(from * d, read(x, rows, from, to), 0, (to - from) * d);
        });
  }

  /** The rows of x that {@code rows} names, from (inclusive) to (exclusive), in scratch memory. */
  private static float[] read(Matrix x, int[] rows, int from, int to) {
    int d = x.cols();
    float[] a = Scratch.slot(0, (to - from) * d);
    for (int i = from; i < to; i++) {
      x.buffer().get(rows[i] * d, a, (i - from) * d, d);
    }
    return a;
  }

  static void rowDots(Matrix a, Matrix b, int[] rows, Matrix column) {
    int d = a.cols();
    CpuRows.forRows(
        rows.length,
        d,
        (from, to) -> {
          float[] q = read(b, rows, from, to);
          float[] p = Scratch.slot(1, (to - from) * d);
          a.buffer().get(from * d, p, 0, (to - from) * d);
          FloatBuffer out = column.buffer();
          for (int i = from; i < to; i++) {
            out.put(i, CpuNormalization.dot(p, q, (i - from) * d, d));
          }
        });
  }

  static void multiplyColumn(Matrix x, int[] rows, Matrix column, double beta, Matrix y) {
    int d = x.cols();
    float[] c = column.toFloats();
    CpuRows.forRows(
        rows.length,
        d,
        (from, to) -> {
          float[] a = read(x, rows, from, to);
          CpuRows.multiply(a, c, from, to, d);
          CpuRows.write(a, from, to, (float) beta, y);
        });
  }

  /**
   * Rows repeat, and their order of addition is part of the result: every block goes through all of
   * them and adds those that are its own.
   *
   * @param column what row i of y is multiplied by; null for 1
   */
  static void scatterAdd(Matrix y, @Nullable Matrix column, int[] rows, Matrix x) {
    int d = x.cols();
    float[] c = column == null ? null : column.toFloats();
    int blocks =
        Integer.highestOneBit(
            Math.max(1, Math.min(SCATTER_BLOCKS, rows.length * d / CpuRows.BLOCK)));
    Parallel.run(
        blocks,
        block -> {
          float[] a = Scratch.slot(0, d);
          float[] b = Scratch.slot(1, d);
          for (int i = 0; i < rows.length; i++) {
            if ((rows[i] & (blocks - 1)) == block) {
              float factor = c == null ? 1 : c[i];
              y.buffer().get(i * d, a, 0, d);
              x.buffer().get(rows[i] * d, b, 0, d);
              for (int j = 0; j < d; j++) {
                b[j] += factor * a[j];
              }
              x.buffer().put(rows[i] * d, b, 0, d);
            }
          }
        });
  }
}
