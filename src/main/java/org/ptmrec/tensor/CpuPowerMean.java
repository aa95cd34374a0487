package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuSparse.forRows;
import static org.ptmrec.tensor.CpuSparse.row;

import java.util.Arrays;
import java.util.List;

/**
 * {@link PowerMean} with all that lies between its input and its result in arrays: every step reads
 * the one before at random, so that each would otherwise be copied once more.
 */
final class CpuPowerMean {
  private CpuPowerMean() {}

  static void forward(PowerMean mean, Matrix[] parts, Matrix y) {
    int d = y.cols();
    SparseMatrix a = mean.a();
    SparseMatrix last = mean.last();
    float[] x = CpuSparse.onHeap(parts);
    float[] before = x;
    for (int step = 1; step < mean.steps(); step++) {
      float[] r = before;
      float[] next = array(step, a.rows() * d);
      forRows(
          a,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              row(a, i, 1, r, d, 1, x, i * d, next, i * d);
            }
          });
      before = next;
    }
    float[] r = before;
    float share = (float) mean.share();
    int[] rows = mean.rows();
    forRows(
        last,
        (from, to) -> {
          float[] out = Scratch.slot(0, (to - from) * d);
          for (int i = from; i < to; i++) {
            int wanted = rows == null ? i : rows[i];
            row(last, i, share, r, d, share, x, wanted * d, out, (i - from) * d);
          }
          y.buffer().put(from * d, out, 0, (to - from) * d);
        });
  }

  static void backward(PowerMean mean, Matrix dy, List<PowerMean.Gradient> parts) {
    int d = dy.cols();
    int[] places = places(mean);
    float[] g = CpuSparse.onHeap(dy);
    float[] before = g;
    SparseMatrix transposed = mean.last().transpose();
    for (int step = 1; step < mean.steps(); step++) {
      SparseMatrix a = transposed;
      float[] r = before;
      float[] next = array(step, a.rows() * d);
      forRows(
          a,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              row(a, i, 1, r, d, places[i] < 0 ? 0 : 1, g, places[i] * d, next, i * d);
            }
          });
      before = next;
      transposed = mean.a().transpose();
    }
    SparseMatrix a = transposed;
    float[] r = before;
    float share = (float) mean.share();
    forRows(
        a,
        (from, to) -> {
          float[] out = Scratch.slot(0, (to - from) * d);
          for (int i = from; i < to; i++) {
            int at = (i - from) * d;
            row(a, i, share, r, d, places[i] < 0 ? 0 : share, g, places[i] * d, out, at);
          }
          for (PowerMean.Gradient part : parts) {
            deliver(out, from, to, part, d);
          }
        });
  }

  /** Where each row of x is among the wanted ones, −1 if it is not. */
  private static int[] places(PowerMean mean) {
    int[] places = new int[mean.a().rows()];
    int[] rows = mean.rows();
    if (rows == null) {
      Arrays.setAll(places, i -> i);
    } else {
      Arrays.fill(places, -1);
      for (int i = 0; i < rows.length; i++) {
        places[rows[i]] = i;
      }
    }
    return places;
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
