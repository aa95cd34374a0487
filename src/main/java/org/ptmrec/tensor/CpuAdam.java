package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/** The arithmetic of {@link Adam} and of a moving average on one row, in 32 bits. */
final class CpuAdam {
  private CpuAdam() {}

  /** What happens to a row. */
  sealed interface Update permits Step, Average {}

  /** A step of Adam, its constants in 32 bits. */
  record Step(
      float beta1,
      float beta2,
      float new1,
      float new2,
      float rate,
      float rootCorrection,
      float epsilon,
      float keep)
      implements Update {

    static Step of(Adam.Step step) {
      return new Step(
          (float) step.beta1(),
          (float) step.beta2(),
          (float) (1 - step.beta1()), // subtracted in double: 1 − 0.999f is off by 2e-5
          (float) (1 - step.beta2()),
          (float) (step.learningRate() / step.correction1()),
          (float) (1 / Math.sqrt(step.correction2())),
          (float) step.epsilon(),
          (float) (1 - step.learningRate() * step.weightDecay()));
    }
  }

  /** average ← stays · average + joins · parameter. */
  record Average(float stays, float joins) implements Update {}

  /**
   * Steps of a row of the parameter at {@code p[pAt]}, from the first on. That one has the gradient
   * at {@code g[gAt]}, the others, or all without {@code g}, have one of zero. The moments are at
   * {@code moments[mAt]}, the first and right after them the second.
   *
   * <p>All steps are one loop's one body: with a body of its own for the one with a gradient, the
   * compiled method came so near to the compiler's limit of nodes that in one process of seven the
   * last store was left a call, for which all vectors are boxed.
   */
  static void apply(
      Update[] updates,
      int first,
      float[] p,
      int pAt,
      float @Nullable [] g,
      int gAt,
      float[] moments,
      int mAt,
      int width) {
    int vAt = mAt + width;
    int i = 0;
    for (; i <= width - LANES; i += LANES) {
      FloatVector gi = FloatVector.zero(SPECIES);
      if (g != null) {
        gi = FloatVector.fromArray(SPECIES, g, gAt + i);
      }
      FloatVector pi = FloatVector.fromArray(SPECIES, p, pAt + i);
      FloatVector mi = FloatVector.fromArray(SPECIES, moments, mAt + i);
      FloatVector vi = FloatVector.fromArray(SPECIES, moments, vAt + i);
      for (int u = first; u < updates.length; u++) {
        Step step = (Step) updates[u];
        mi = mi.mul(step.beta1).add(gi.mul(step.new1));
        vi = vi.mul(step.beta2).add(gi.mul(step.new2).mul(gi));
        FloatVector root = vi.lanewise(VectorOperators.SQRT);
        FloatVector scale = root.mul(step.rootCorrection).add(step.epsilon);
        pi = pi.mul(step.keep).sub(mi.mul(step.rate).div(scale));
        gi = FloatVector.zero(SPECIES);
      }
      pi.intoArray(p, pAt + i);
      mi.intoArray(moments, mAt + i);
      vi.intoArray(moments, vAt + i);
    }
    for (; i < width; i++) {
      float gi = g == null ? 0 : g[gAt + i];
      for (int u = first; u < updates.length; u++) {
        p[pAt + i] = apply((Step) updates[u], p[pAt + i], gi, moments, mAt + i, vAt + i);
        gi = 0;
      }
    }
  }

  /** One element's step; returns the parameter's. */
  private static float apply(Step step, float p, float g, float[] moments, int mAt, int vAt) {
    float m = step.beta1 * moments[mAt] + step.new1 * g;
    float v = step.beta2 * moments[vAt] + step.new2 * g * g;
    moments[mAt] = m;
    moments[vAt] = v;
    float scale = (float) Math.sqrt(v) * step.rootCorrection + step.epsilon;
    return step.keep * p - step.rate * m / scale;
  }

  /** As above, where steps alternate with averages of p in {@code a}, both from 0 on. */
  static void apply(
      Update[] updates,
      int first,
      float[] p,
      float @Nullable [] g,
      int gAt,
      float[] a,
      float[] moments,
      int mAt,
      int width) {
    int vAt = mAt + width;
    boolean inPairs = updates[first] instanceof Step && (updates.length - first) % 2 == 0;
    int i = 0;
    for (; inPairs && i <= width - LANES; i += LANES) {
      FloatVector gi = FloatVector.zero(SPECIES);
      if (g != null) {
        gi = FloatVector.fromArray(SPECIES, g, gAt + i);
      }
      FloatVector pi = FloatVector.fromArray(SPECIES, p, i);
      FloatVector ai = FloatVector.fromArray(SPECIES, a, i);
      FloatVector mi = FloatVector.fromArray(SPECIES, moments, mAt + i);
      FloatVector vi = FloatVector.fromArray(SPECIES, moments, vAt + i);
      for (int u = first; u < updates.length; u += 2) {
        Step step = (Step) updates[u];
        mi = mi.mul(step.beta1).add(gi.mul(step.new1));
        vi = vi.mul(step.beta2).add(gi.mul(step.new2).mul(gi));
        FloatVector root = vi.lanewise(VectorOperators.SQRT);
        FloatVector scale = root.mul(step.rootCorrection).add(step.epsilon);
        pi = pi.mul(step.keep).sub(mi.mul(step.rate).div(scale));
        gi = FloatVector.zero(SPECIES);
        Average mean = (Average) updates[u + 1];
        ai = ai.mul(mean.stays).add(pi.mul(mean.joins));
      }
      pi.intoArray(p, i);
      ai.intoArray(a, i);
      mi.intoArray(moments, mAt + i);
      vi.intoArray(moments, vAt + i);
    }
    for (; i < width; i++) {
      float gi = g == null ? 0 : g[gAt + i];
      for (int u = first; u < updates.length; u++) {
        if (updates[u] instanceof Average mean) {
          a[i] = mean.stays * a[i] + mean.joins * p[i];
        } else {
          p[i] = apply((Step) updates[u], p[i], gi, moments, mAt + i, vAt + i);
          gi = 0;
        }
      }
    }
  }
}
