package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The arithmetic of one step of {@link Adam} on one row, in 32 bits. A row's moments are in one
 * array, the first and right after them the second.
 */
record CpuAdam(
    float beta1,
    float beta2,
    float new1,
    float new2,
    float rate,
    float rootCorrection,
    float epsilon,
    float keep)
    implements CpuMoments.Update {

  static CpuAdam of(Adam.Step step) {
    return new CpuAdam(
        (float) step.beta1(),
        (float) step.beta2(),
        (float) (1 - step.beta1()), // subtracted in double: 1 − 0.999f is off by 2e-5
        (float) (1 - step.beta2()),
        (float) (step.learningRate() / step.correction1()),
        (float) (1 / Math.sqrt(step.correction2())),
        (float) step.epsilon(),
        (float) (1 - step.learningRate() * step.weightDecay()));
  }

  void update(float[] p, int pAt, float[] g, int gAt, float[] moments, int mAt, int width) {
    int vAt = mAt + width;
    int i = 0;
    for (; i <= width - LANES; i += LANES) {
      FloatVector gi = FloatVector.fromArray(SPECIES, g, gAt + i);
      FloatVector mi = FloatVector.fromArray(SPECIES, moments, mAt + i).mul(beta1);
      FloatVector vi = FloatVector.fromArray(SPECIES, moments, vAt + i).mul(beta2);
      mi = mi.add(gi.mul(new1));
      vi = vi.add(gi.mul(new2).mul(gi));
      mi.intoArray(moments, mAt + i);
      vi.intoArray(moments, vAt + i);
      FloatVector pi = FloatVector.fromArray(SPECIES, p, pAt + i);
      pi.mul(keep).sub(change(mi, vi)).intoArray(p, pAt + i);
    }
    for (; i < width; i++) {
      float gi = g[gAt + i];
      float mi = beta1 * moments[mAt + i] + new1 * gi;
      float vi = beta2 * moments[vAt + i] + new2 * gi * gi;
      moments[mAt + i] = mi;
      moments[vAt + i] = vi;
      p[pAt + i] = keep * p[pAt + i] - change(mi, vi);
    }
  }

  FloatVector change(FloatVector m, FloatVector v) {
    FloatVector root = v.lanewise(VectorOperators.SQRT);
    return m.mul(rate).div(root.mul(rootCorrection).add(epsilon));
  }

  float change(float m, float v) {
    return rate * m / ((float) Math.sqrt(v) * rootCorrection + epsilon);
  }
}
