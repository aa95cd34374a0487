package org.ptmrec.tensor;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Kernels that go row by row without leaving it: broadcasts, sums, copies. */
final class CpuRows {
  static final int BLOCK = 8192;
  private static final int SUM_ROWS = 256;

  private CpuRows() {}

  /** Work on the rows from (inclusive) to (exclusive). */
  interface RowBlock {
    void apply(int from, int to);
  }

  /** Runs over all rows in blocks of about {@value #BLOCK} elements. */
  static void forRows(int rows, int cols, RowBlock work) {
    int perBlock = Math.max(1, BLOCK / cols);
    Parallel.run(
        (rows + perBlock - 1) / perBlock,
        block -> work.apply(block * perBlock, Math.min(rows, (block + 1) * perBlock)));
  }

  static void addRow(Matrix x, Matrix row, Matrix y) {
    int d = x.cols();
    float[] r = row.toFloats();
    forRows(
        x.rows(),
        d,
        (from, to) -> {
          int length = (to - from) * d;
          float[] a = Scratch.slot(0, length);
          x.buffer().get(from * d, a, 0, length);
          for (int base = 0; base < length; base += d) {
            for (int j = 0; j < d; j++) {
              a[base + j] += r[j];
            }
          }
          y.buffer().put(from * d, a, 0, length);
        });
  }

  static void multiplyRow(Matrix x, Matrix row, double beta, Matrix y) {
    int d = x.cols();
    float[] r = row.toFloats();
    scaled(
        x,
        beta,
        y,
        (a, from, to) -> {
          for (int base = 0; base < (to - from) * d; base += d) {
            for (int j = 0; j < d; j++) {
              a[base + j] *= r[j];
            }
          }
        });
  }

  static void multiplyColumn(Matrix x, Matrix column, double beta, Matrix y) {
    float[] c = column.toFloats();
    scaled(x, beta, y, (a, from, to) -> multiply(a, c, from, to, x.cols()));
  }

  /** The rows from (inclusive) to (exclusive), which a begins with, times their factors. */
  static void multiply(float[] a, float[] factors, int from, int to, int d) {
    for (int i = from, base = 0; i < to; i++, base += d) {
      float factor = factors[i];
      for (int j = 0; j < d; j++) {
        a[base + j] *= factor;
      }
    }
  }

  /** Changes the rows from (inclusive) to (exclusive), which a begins with. */
  private interface RowScale {
    void apply(float[] a, int from, int to);
  }

  private static void scaled(Matrix x, double beta, Matrix y, RowScale scale) {
    int d = x.cols();
    forRows(
        x.rows(),
        d,
        (from, to) -> {
          int length = (to - from) * d;
          float[] a = Scratch.slot(0, length);
          x.buffer().get(from * d, a, 0, length);
          scale.apply(a, from, to);
          write(a, from, to, (float) beta, y);
        });
  }

  /** y's rows from (inclusive) to (exclusive) = those that a begins with + beta·y's; changes a. */
  static void write(float[] a, int from, int to, float beta, Matrix y) {
    int at = from * y.cols();
    int length = (to - from) * y.cols();
    if (beta != 0) {
      float[] b = Scratch.slot(1, length);
      y.buffer().get(at, b, 0, length);
      for (int i = 0; i < length; i++) {
        a[i] += beta * b[i];
      }
    }
    y.buffer().put(at, a, 0, length);
  }

  /**
   * Partial sums over fixed blocks of rows, added up in order: the same bits on any number of
   * threads.
   */
  static void columnSums(Matrix a, @Nullable Matrix b, double beta, Matrix row) {
    int d = a.cols();
    int n = a.rows();
    int blocks = (n + SUM_ROWS - 1) / SUM_ROWS;
    float[][] partial = new float[blocks][d];
    Parallel.run(
        blocks,
        block -> {
          float[] sums = partial[block];
          float[] p = Scratch.slot(0, d);
          float[] q = Scratch.slot(1, d);
          for (int i = block * SUM_ROWS; i < Math.min(n, (block + 1) * SUM_ROWS); i++) {
            a.buffer().get(i * d, p, 0, d);
            if (b != null) {
              b.buffer().get(i * d, q, 0, d);
              for (int j = 0; j < d; j++) {
                sums[j] += p[j] * q[j];
              }
            } else {
              for (int j = 0; j < d; j++) {
                sums[j] += p[j];
              }
            }
          }
        });
    float[] total = new float[d];
    if (beta != 0) {
      row.buffer().get(0, total, 0, d);
      for (int j = 0; j < d; j++) {
        total[j] *= (float) beta;
      }
    }
    for (float[] sums : partial) {
      for (int j = 0; j < d; j++) {
        total[j] += sums[j];
      }
    }
    row.buffer().put(0, total, 0, d);
  }

  static void rowDots(Matrix a, Matrix b, double beta, Matrix column) {
    int d = a.cols();
    float factor = (float) beta;
    forRows(
        a.rows(),
        d,
        (from, to) -> {
          int length = (to - from) * d;
          float[] p = Scratch.slot(0, length);
          float[] q = Scratch.slot(1, length);
          a.buffer().get(from * d, p, 0, length);
          b.buffer().get(from * d, q, 0, length);
          FloatBuffer out = column.buffer();
          for (int i = from; i < to; i++) {
            float sum = CpuNormalization.dot(p, q, (i - from) * d, d);
            out.put(i, factor == 0 ? sum : sum + factor * out.get(i));
          }
        });
  }

  static void rowSums(Matrix x, double beta, Matrix column) {
    int d = x.cols();
    float factor = (float) beta;
    forRows(
        x.rows(),
        d,
        (from, to) -> {
          int length = (to - from) * d;
          float[] p = Scratch.slot(0, length);
          x.buffer().get(from * d, p, 0, length);
          FloatBuffer out = column.buffer();
          for (int i = from; i < to; i++) {
            double sum = 0;
            for (int j = (i - from) * d; j < (i - from + 1) * d; j++) {
              sum += p[j];
            }
            out.put(i, (float) (factor == 0 ? sum : sum + factor * out.get(i)));
          }
        });
  }

  static void block(
      Matrix x, int xRow, int xCol, Matrix y, int yRow, int yCol, int rows, int cols, boolean add) {
    if (cols == x.cols() && cols == y.cols()) {
      wholeRows(x, xRow, y, yRow, rows, add);
      return;
    }
    forRows(
        rows,
        cols,
        (from, to) -> {
          float[] a = Scratch.slot(0, cols);
          float[] b = Scratch.slot(1, cols);
          for (int i = from; i < to; i++) {
            x.buffer().get((xRow + i) * x.cols() + xCol, a, 0, cols);
            int target = (yRow + i) * y.cols() + yCol;
            if (add) {
              y.buffer().get(target, b, 0, cols);
              for (int j = 0; j < cols; j++) {
                a[j] += b[j];
              }
            }
            y.buffer().put(target, a, 0, cols);
          }
        });
  }

  private static void wholeRows(Matrix x, int xRow, Matrix y, int yRow, int rows, boolean add) {
    int d = x.cols();
    forRows(
        rows,
        d,
        (from, to) -> {
          int length = (to - from) * d;
          float[] a = Scratch.slot(0, length);
          x.buffer().get((xRow + from) * d, a, 0, length);
          if (add) {
            float[] b = Scratch.slot(1, length);
            y.buffer().get((yRow + from) * d, b, 0, length);
            for (int i = 0; i < length; i++) {
              a[i] += b[i];
            }
          }
          y.buffer().put((yRow + from) * d, a, 0, length);
        });
  }
}
