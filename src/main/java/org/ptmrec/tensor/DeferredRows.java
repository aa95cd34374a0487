package org.ptmrec.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ptmrec.tensor.Kernels.AdamStep;

/**
 * Dense Adam on a table of which a step reads few rows: a row's steps without gradient are put off
 * until the row is read again, and then done one after the other while it is in the cache. Every
 * row goes through the same arithmetic as if it had been updated at every step, to the same bits;
 * only the traffic to memory, which is what Adam costs, is that of the rows in use.
 */
final class DeferredRows {
  /** So many steps are remembered; then all rows catch up. */
  private static final int MOST_PENDING = 64;

  private final Matrix value;
  private final Matrix first;
  private final Matrix second;
  private final int width;

  /** The steps since all rows were up to date. */
  private final List<CpuAdam.Factors> pending = new ArrayList<>();

  /** How many of the pending steps a row has taken. */
  private final int[] taken;

  DeferredRows(Matrix value, Matrix first, Matrix second) {
    this.value = value;
    this.first = first;
    this.second = second;
    this.width = value.cols();
    this.taken = new int[value.rows()];
  }

  /**
   * A step in which these rows alone have a gradient.
   *
   * @param rows distinct
   * @param gradient of the whole table; is zero afterwards
   */
  void step(AdamStep step, int[] rows, Matrix gradient) {
    settle(rows);
    CpuAdam.Factors factors = CpuAdam.Factors.of(step);
    pending.add(factors);
    CpuRows.forRows(
        rows.length,
        width,
        (from, to) -> {
          Stretch stretch = new Stretch(width);
          float[] g = Scratch.slot(3, width);
          float[] zero = new float[width];
          for (int i = from; i < to; i++) {
            int at = rows[i] * width;
            gradient.buffer().get(at, g, 0, width);
            gradient.buffer().put(at, zero, 0, width);
            stretch.read(at, width);
            CpuAdam.update(factors, stretch.p, g, stretch.m, stretch.v, width);
            stretch.write(at, width);
          }
        });
    int now = pending.size();
    for (int row : rows) {
      taken[row] = now;
    }
    if (now >= MOST_PENDING) {
      settle();
    }
  }

  /** Brings some rows up to date; a row may be named several times. */
  void settle(int[] rows) {
    int now = pending.size();
    int[] late = new int[rows.length];
    int[] done = new int[rows.length];
    int count = 0;
    for (int row : rows) {
      if (taken[row] < now) {
        done[count] = taken[row];
        late[count++] = row;
        taken[row] = now;
      }
    }
    if (count == 0) {
      return;
    }
    CpuAdam.Factors[] steps = pending.toArray(CpuAdam.Factors[]::new);
    CpuRows.forRows(
        count,
        width,
        (from, to) -> {
          Stretch stretch = new Stretch(width);
          for (int i = from; i < to; i++) {
            stretch.read(late[i] * width, width);
            stretch.catchUp(steps, done[i], 0);
            stretch.write(late[i] * width, width);
          }
        });
  }

  /** Brings all rows up to date. */
  void settle() {
    if (pending.isEmpty()) {
      return;
    }
    CpuAdam.Factors[] steps = pending.toArray(CpuAdam.Factors[]::new);
    CpuRows.forRows(
        taken.length,
        width,
        (from, to) -> {
          Stretch stretch = new Stretch((to - from) * width);
          stretch.read(from * width, (to - from) * width);
          for (int row = from; row < to; row++) {
            stretch.catchUp(steps, taken[row], (row - from) * width);
          }
          stretch.write(from * width, (to - from) * width);
        });
    Arrays.fill(taken, 0);
    pending.clear();
  }

  /** A part of the table and of both moments, in this thread's arrays. */
  private final class Stretch {
    private final float[] p;
    private final float[] m;
    private final float[] v;

    private Stretch(int length) {
      p = Scratch.slot(0, length);
      m = Scratch.slot(1, length);
      v = Scratch.slot(2, length);
    }

    private void read(int at, int length) {
      value.buffer().get(at, p, 0, length);
      first.buffer().get(at, m, 0, length);
      second.buffer().get(at, v, 0, length);
    }

    private void catchUp(CpuAdam.Factors[] steps, int done, int at) {
      CpuAdam.updateWithoutGradient(steps, done, p, m, v, at, width);
    }

    private void write(int at, int length) {
      value.buffer().put(at, p, 0, length);
      first.buffer().put(at, m, 0, length);
      second.buffer().put(at, v, 0, length);
    }
  }
}
