package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuSparse.forRows;
import static org.ptmrec.tensor.CpuSparse.places;
import static org.ptmrec.tensor.CpuSparse.row;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link PowerMean} with all that lies between its input and its result in arrays: every step reads
 * the one before at random, so that each would otherwise be copied once more.
 */
final class CpuPowerMean {
  private CpuPowerMean() {}

  static void forward(PowerMean mean, Matrix[] parts, Matrix y) {
    int d = y.cols();
    SparseMatrix a = mean.a();
    float[] x = CpuSparse.onHeap(parts);
    float[] before = x;
    for (int step = 1; step < mean.steps(); step++) {
      float[] r = before;
      float[] next = array(step, a.rows() * d);
      forRows(
          a,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              row(a, i, null, 1, r, d, 1, x, i * d, next, i * d);
            }
          });
      before = next;
    }
    float[] r = before;
    float share = (float) mean.share();
    int[] rows = mean.rows();
    CpuRows.RowBlock lastStep =
        (from, to) -> {
          float[] out = Scratch.slot(0, (to - from) * d);
          for (int i = from; i < to; i++) {
            int wanted = rows == null ? i : rows[i];
            row(a, wanted, null, share, r, d, share, x, wanted * d, out, (i - from) * d);
          }
          y.buffer().put(from * d, out, 0, (to - from) * d);
        };
    if (rows == null) {
      forRows(a, lastStep);
    } else {
      CpuRows.forRows(rows.length, d, lastStep);
    }
  }

  static void backward(PowerMean mean, Matrix dy, List<PowerMean.Gradient> parts) {
    int d = dy.cols();
    SparseMatrix a = mean.a().transpose();
    int[] rows = mean.rows();
    int[] places = rows == null ? null : places(rows, a.rows());
    float[] g = CpuSparse.onHeap(dy);
    float[] before = g;
    for (int step = 1; step < mean.steps(); step++) {
      float[] r = before;
      float[] next = array(step, a.rows() * d);
      forRows(
          a,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              step(a, i, places, 1, r, g, d, next, i * d);
            }
          });
      before = next;
    }
    float[] r = before;
    float share = (float) mean.share();
    forRows(
        a,
        (from, to) -> {
          float[] out = Scratch.slot(0, (to - from) * d);
          for (int i = from; i < to; i++) {
            step(a, i, places, share, r, g, d, out, (i - from) * d);
          }
          for (PowerMean.Gradient part : parts) {
            deliver(out, from, to, part, d);
          }
        });
  }

  /**
   * Row i of factor·(a·r + g).
   *
   * @param places where the rows are in g, and in r where that is g, −1 for zeros; null if all are
   *     at their own places
   */
  private static void step(
      SparseMatrix a,
      int i,
      int @Nullable [] places,
      float factor,
      float[] r,
      float[] g,
      int d,
      float[] out,
      int at) {
    int place = places == null ? i : places[i];
    float beta = place < 0 ? 0 : factor;
    row(a, i, r == g ? places : null, factor, r, d, beta, g, place * d, out, at);
  }

  /** Gives a part those of the rows from (inclusive) to (exclusive) that are its own. */
  private static void deliver(float[] rows, int from, int to, PowerMean.Gradient part, int d) {
    int first = Math.max(from, part.start());
    int length = (Math.min(to, part.start() + part.matrix().rows()) - first) * d;
    if (length <= 0) {
      return;
    }
    int source = (first - from) * d;
    int target = (first - part.start()) * d;
    if (part.beta() != 0) {
      float[] sum = Scratch.slot(1, length);
      part.matrix().buffer().get(target, sum, 0, length);
      for (int i = 0; i < length; i++) {
        sum[i] += rows[source + i];
      }
      part.matrix().buffer().put(target, sum, 0, length);
    } else {
      part.matrix().buffer().put(target, rows, source, length);
    }
  }

  /** Two in turn: a step reads the one before. */
  private static float[] array(int step, int size) {
    return Scratch.slot(3 + step % 2, size);
  }
}
