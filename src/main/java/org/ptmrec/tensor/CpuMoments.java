package org.ptmrec.tensor;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ptmrec.tensor.CpuAdam.Average;
import org.ptmrec.tensor.CpuAdam.Step;
import org.ptmrec.tensor.CpuAdam.Update;

/**
 * Dense Adam on a table of which a step reads few rows: a row's steps, the one with a gradient and
 * those without that follow it, are put off until the row is read again, and then done one after
 * the other while it is in the cache. Every row goes through the same arithmetic as if it had been
 * updated at every step, to the same bits; only the traffic to memory, which is what Adam costs, is
 * that of the rows in use, once each time they are used.
 */
final class CpuMoments implements Adam.Moments {
  /** So many updates are remembered; then all rows catch up. */
  private static final int MOST_PENDING = 128;

  private final Parameter parameter;
  private final int width;

  /** Of each row the first moments and then the second: one stretch of memory to fetch. */
  private final float[] moments;

  /** The updates since all rows were up to date. */
  private final List<Update> pending = new ArrayList<>();

  /** How many of the pending updates a row has seen; the complement if the next has a gradient. */
  private final int[] taken;

  /** The gradients that wait, of the table's shape. */
  private float[] gradients = new float[0];

  private @Nullable Parameter average;

  CpuMoments(Parameter parameter) {
    Matrix value = parameter.value();
    this.parameter = parameter;
    this.width = value.cols();
    this.moments = new float[Math.multiplyExact(2, value.size())];
    this.taken = new int[value.rows()];
  }

  @Override
  public void step(Adam.Step constants) {
    Step step = Step.of(constants);
    RowGradient rows = parameter.gradientRows();
    if (rows == null) {
      step(step, parameter.gradient());
    } else {
      parameter.defer(this);
      putOff(step, rows);
    }
  }

  private void step(Step step, Matrix gradient) {
    Matrix value = parameter.value();
    Update[] updates = {step};
    CpuRows.forRows(
        taken.length,
        width,
        (from, to) -> {
          int length = (to - from) * width;
          float[] p = Scratch.slot(0, length);
          float[] g = Scratch.slot(1, length);
          value.buffer().get(from * width, p, 0, length);
          gradient.buffer().get(from * width, g, 0, length);
          for (int row = from; row < to; row++) {
            int at = (row - from) * width;
            CpuAdam.apply(updates, 0, p, at, g, at, moments, 2 * row * width, width);
          }
          value.buffer().put(from * width, p, 0, length);
        });
  }

  private void putOff(Step step, RowGradient gradient) {
    settleBefore(Step.class);
    if (pending.size() >= MOST_PENDING) {
      settle();
    }
    int[] rows = gradient.rows();
    settle(rows);
    gradients = gradient.values();
    for (int row : rows) {
      taken[row] = ~pending.size();
    }
    pending.add(step);
  }

  /** Brings some rows up to date; a row may be named several times. */
  void settle(int[] rows) {
    catchUp(late(rows), (row, p) -> {});
  }

  /**
   * Brings some rows up to date and copies them, from a column of y on. What lacked updates is
   * copied while it is in the cache.
   *
   * @param source the parameter's matrix or its average's
   */
  void gather(Matrix source, int[] rows, Matrix y, int column) {
    if (source != parameter.shape()) {
      settle(rows);
      CpuGather.gather(source, rows, y, column);
      return;
    }
    int stride = y.cols();
    Late late = late(rows);
    catchUp(late, (i, p) -> y.buffer().put(late.places[i] * stride + column, p, 0, width));
    CpuRows.forRows(
        rows.length - late.count,
        width,
        (from, to) -> {
          float[] p = Scratch.slot(0, width);
          for (int i = late.count + from; i < late.count + to; i++) {
            source.buffer().get(rows[late.places[i]] * width, p, 0, width);
            y.buffer().put(late.places[i] * stride + column, p, 0, width);
          }
        });
  }

  /**
   * Rows that lack updates, each once.
   *
   * @param rows those of {@code count} that do
   * @param done what they had taken
   * @param places where they are among the rows asked for, followed by the places of the others
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Late(int count, int[] rows, int[] done, int[] places) {}

  /** Rows that are about to catch up, and count as if they had. */
  private Late late(int[] wanted) {
    int now = pending.size();
    int[] rows = new int[wanted.length];
    int[] done = new int[wanted.length];
    int[] places = new int[wanted.length];
    int count = 0;
    int others = wanted.length;
    for (int i = 0; i < wanted.length; i++) {
      int row = wanted[i];
      if (taken[row] < now) {
        done[count] = taken[row];
        places[count] = i;
        rows[count++] = row;
        taken[row] = now;
      } else {
        places[--others] = i;
      }
    }
    return new Late(count, rows, done, places);
  }

  /** Told of a late row's number among the late ones and of its values, when it has caught up. */
  private interface CaughtUp {
    void row(int i, float[] p);
  }

  private void catchUp(Late late, CaughtUp then) {
    if (late.count == 0) {
      return;
    }
    Update[] updates = pending.toArray(Update[]::new);
    CpuRows.forRows(
        late.count,
        width,
        (from, to) -> {
          fetch(late.rows, from, to);
          for (int i = from; i < to; i++) {
            then.row(i, catchUp(updates, late.done[i], late.rows[i]));
          }
        });
  }

  /** Reads a bit of every cache line, one load not waiting for the other. */
  private void fetch(int[] rows, int from, int to) {
    FloatBuffer value = parameter.shape().buffer();
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int i = from; i < to; i++) {
      int at = rows[i] * width;
      for (int j = at; j < at + width; j += 16) {
        s0 += value.get(j);
        s1 += gradients[j];
        s2 += moments[at + j];
        s3 += moments[at + width + j];
      }
    }
    Scratch.slot(0, 1)[0] = s0 + s1 + s2 + s3;
  }

  /** An update of the average, put off as well; false if another average is. */
  boolean average(Parameter target, float stays, float joins) {
    if (average == null) {
      settle();
      average = target;
    }
    if (average != target) {
      return false;
    }
    target.defer(this);
    settleBefore(Average.class);
    pending.add(new Average(stays, joins));
    return true;
  }

  /** Brings all rows up to date. */
  void settle() {
    if (pending.isEmpty()) {
      return;
    }
    Update[] updates = pending.toArray(Update[]::new);
    CpuRows.forRows(
        taken.length,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            if (taken[row] < updates.length) {
              catchUp(updates, taken[row], row);
            }
          }
        });
    Arrays.fill(taken, 0);
    pending.clear();
  }

  /**
   * The updates that a row has not {@link #taken}, as if done at once, to the same bits.
   *
   * @return what the row is now, in scratch memory
   */
  private float[] catchUp(Update[] updates, int seen, int row) {
    Matrix value = parameter.shape();
    int at = row * width;
    float[] p = Scratch.slot(0, width);
    value.buffer().get(at, p, 0, width);
    int first = seen < 0 ? ~seen : seen;
    float[] g = seen < 0 ? gradients : null;
    if (average == null) {
      CpuAdam.apply(updates, first, p, 0, g, at, moments, 2 * at, width);
    } else {
      Matrix mean = average.shape();
      float[] a = Scratch.slot(1, width);
      mean.buffer().get(at, a, 0, width);
      CpuAdam.apply(updates, first, p, g, at, a, moments, 2 * at, width);
      mean.buffer().put(at, a, 0, width);
    }
    value.buffer().put(at, p, 0, width);
    return p;
  }

  /** In an average's presence two updates of a kind never follow each other. */
  private void settleBefore(Class<? extends Update> kind) {
    if (average != null && !pending.isEmpty() && kind.isInstance(pending.get(pending.size() - 1))) {
      settle();
    }
  }

  @Override
  public Matrix first() {
    return copy(0);
  }

  @Override
  public Matrix second() {
    return copy(width);
  }

  private Matrix copy(int offset) {
    settle();
    Matrix copy = Matrix.uninitialized(parameter.shape().type(), taken.length, width);
    for (int row = 0; row < taken.length; row++) {
      copy.buffer().put(row * width, moments, 2 * row * width + offset, width);
    }
    return copy;
  }

  @Override
  public void restore(float[] first, float[] second) {
    settle();
    for (int row = 0; row < taken.length; row++) {
      System.arraycopy(first, row * width, moments, 2 * row * width, width);
      System.arraycopy(second, row * width, moments, (2 * row + 1) * width, width);
    }
  }
}
