package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

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

  /** What has happened to every row that has not caught up. */
  sealed interface Update permits CpuAdam, Average {}

  /** average ← stays · average + joins · parameter. */
  private record Average(float stays, float joins) implements Update {}

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
    CpuAdam step = CpuAdam.of(constants);
    RowGradient rows = parameter.gradientRows();
    if (rows == null) {
      step(step, parameter.gradient());
    } else {
      parameter.defer(this);
      putOff(step, rows);
    }
  }

  private void step(CpuAdam step, Matrix gradient) {
    Matrix value = parameter.value();
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
            step.update(p, at, g, at, moments, 2 * row * width, width);
          }
          value.buffer().put(from * width, p, 0, length);
        });
  }

  private void putOff(CpuAdam step, RowGradient gradient) {
    settleBefore(CpuAdam.class);
    int[] rows = gradient.rows();
    settle(rows);
    gradients = gradient.values();
    for (int row : rows) {
      taken[row] = ~pending.size();
    }
    pending.add(step);
    if (pending.size() >= MOST_PENDING) {
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
    Update[] updates = pending.toArray(Update[]::new);
    CpuRows.forRows(
        count,
        width,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            catchUp(updates, done[i], late[i]);
          }
        });
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

  /** The updates that a row has not {@link #taken}, as if done at once, to the same bits. */
  private void catchUp(Update[] updates, int seen, int row) {
    Matrix value = parameter.shape();
    float[] p = Scratch.slot(0, width);
    value.buffer().get(row * width, p, 0, width);
    int done = seen;
    if (seen < 0) {
      CpuAdam step = (CpuAdam) updates[~seen];
      step.update(p, 0, gradients, row * width, moments, 2 * row * width, width);
      done = ~seen + 1;
    }
    if (average == null) {
      catchUp(updates, done, p, 2 * row * width);
    } else if (done < updates.length) {
      Matrix mean = average.shape();
      float[] a = Scratch.slot(1, width);
      mean.buffer().get(row * width, a, 0, width);
      catchUp(updates, done, p, a, 2 * row * width);
      mean.buffer().put(row * width, a, 0, width);
    }
    value.buffer().put(row * width, p, 0, width);
  }

  private void catchUp(Update[] updates, int done, float[] p, int mAt) {
    int vAt = mAt + width;
    int i = 0;
    for (; i <= width - LANES; i += LANES) {
      FloatVector pi = FloatVector.fromArray(SPECIES, p, i);
      FloatVector mi = FloatVector.fromArray(SPECIES, moments, mAt + i);
      FloatVector vi = FloatVector.fromArray(SPECIES, moments, vAt + i);
      for (int u = done; u < updates.length; u++) {
        CpuAdam step = (CpuAdam) updates[u];
        mi = mi.mul(step.beta1()).add(0f); // −0 becomes 0, as by adding a gradient of 0
        vi = vi.mul(step.beta2());
        pi = pi.mul(step.keep()).sub(step.change(mi, vi));
      }
      pi.intoArray(p, i);
      mi.intoArray(moments, mAt + i);
      vi.intoArray(moments, vAt + i);
    }
    for (; i < width; i++) {
      for (int u = done; u < updates.length; u++) {
        adam((CpuAdam) updates[u], p, i, mAt, vAt);
      }
    }
  }

  private void adam(CpuAdam step, float[] p, int i, int mAt, int vAt) {
    moments[mAt + i] = step.beta1() * moments[mAt + i] + 0f;
    moments[vAt + i] = step.beta2() * moments[vAt + i];
    p[i] = step.keep() * p[i] - step.change(moments[mAt + i], moments[vAt + i]);
  }

  /** Where averages and steps alternate. */
  private void catchUp(Update[] updates, int done, float[] p, float[] a, int mAt) {
    int vAt = mAt + width;
    int i = 0;
    for (; i <= width - LANES; i += LANES) {
      FloatVector pi = FloatVector.fromArray(SPECIES, p, i);
      FloatVector ai = FloatVector.fromArray(SPECIES, a, i);
      FloatVector mi = FloatVector.fromArray(SPECIES, moments, mAt + i);
      FloatVector vi = FloatVector.fromArray(SPECIES, moments, vAt + i);
      int u = done;
      if (updates[u] instanceof CpuAdam step) {
        mi = mi.mul(step.beta1()).add(0f);
        vi = vi.mul(step.beta2());
        pi = pi.mul(step.keep()).sub(step.change(mi, vi));
        u++;
      }
      for (; u + 1 < updates.length; u += 2) {
        Average mean = (Average) updates[u];
        ai = ai.mul(mean.stays).add(pi.mul(mean.joins));
        CpuAdam step = (CpuAdam) updates[u + 1];
        mi = mi.mul(step.beta1()).add(0f);
        vi = vi.mul(step.beta2());
        pi = pi.mul(step.keep()).sub(step.change(mi, vi));
      }
      if (u < updates.length) {
        Average mean = (Average) updates[u];
        ai = ai.mul(mean.stays).add(pi.mul(mean.joins));
      }
      pi.intoArray(p, i);
      ai.intoArray(a, i);
      mi.intoArray(moments, mAt + i);
      vi.intoArray(moments, vAt + i);
    }
    for (; i < width; i++) {
      for (int u = done; u < updates.length; u++) {
        if (updates[u] instanceof Average mean) {
          a[i] = mean.stays * a[i] + mean.joins * p[i];
        } else {
          adam((CpuAdam) updates[u], p, i, mAt, vAt);
        }
      }
    }
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
