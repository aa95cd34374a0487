package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.ptmrec.tensor.Kernels.AdamStep;

/** Adam in one pass over value, gradient and both moments. */
final class CpuAdam {
  /** Four arrays of this length fit the first cache of a core. */
  private static final int BLOCK = 2048;

  private CpuAdam() {}

  /** A step's constants in 32 bits. */
  record Factors(
      float beta1,
      float beta2,
      float new1,
      float new2,
      float rate,
      float rootCorrection,
      float epsilon,
      float keep) {

    static Factors of(AdamStep step) {
      return new Factors(
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

  static void step(Matrix value, Matrix gradient, Matrix first, Matrix second, AdamStep step) {
    int size = value.size();
    Factors factors = Factors.of(step);
    Parallel.run(
        (size + BLOCK - 1) / BLOCK,
        block -> {
          int from = block * BLOCK;
          int length = Math.min(BLOCK, size - from);
          float[] p = Scratch.slot(0, BLOCK);
          float[] m = Scratch.slot(1, BLOCK);
          float[] v = Scratch.slot(2, BLOCK);
          float[] g = Scratch.slot(3, BLOCK);
          value.buffer().get(from, p, 0, length);
          gradient.buffer().get(from, g, 0, length);
          first.buffer().get(from, m, 0, length);
          second.buffer().get(from, v, 0, length);
          update(factors, p, g, m, v, length);
          value.buffer().put(from, p, 0, length);
          first.buffer().put(from, m, 0, length);
          second.buffer().put(from, v, 0, length);
        });
  }

  static void update(Factors f, float[] p, float[] g, float[] m, float[] v, int length) {
    for (int i = 0; i < length; i++) {
      m[i] = f.beta1 * m[i] + f.new1 * g[i];
      v[i] = f.beta2 * v[i] + f.new2 * g[i] * g[i];
      p[i] =
          f.keep * p[i] - f.rate * m[i] / ((float) Math.sqrt(v[i]) * f.rootCorrection + f.epsilon);
    }
  }

  /** The steps from {@code done} on, as {@link #update} at a gradient of zero, to the same bits. */
  static void updateWithoutGradient(
      Factors[] steps, int done, float[] p, float[] m, float[] v, int at, int length) {
    int i = at;
    int end = at + length;
    for (; i <= end - LANES; i += LANES) {
      FloatVector pi = FloatVector.fromArray(SPECIES, p, i);
      FloatVector mi = FloatVector.fromArray(SPECIES, m, i);
      FloatVector vi = FloatVector.fromArray(SPECIES, v, i);
      for (int s = done; s < steps.length; s++) {
        Factors f = steps[s];
        mi = mi.mul(f.beta1).add(0f); // a negative zero becomes a zero, as it does there
        vi = vi.mul(f.beta2);
        FloatVector root = vi.lanewise(VectorOperators.SQRT);
        FloatVector change = mi.mul(f.rate).div(root.mul(f.rootCorrection).add(f.epsilon));
        pi = pi.mul(f.keep).sub(change);
      }
      pi.intoArray(p, i);
      mi.intoArray(m, i);
      vi.intoArray(v, i);
    }
    for (; i < end; i++) {
      for (int s = done; s < steps.length; s++) {
        Factors f = steps[s];
        m[i] = f.beta1 * m[i] + 0f;
        v[i] = f.beta2 * v[i];
        p[i] =
            f.keep * p[i]
                - f.rate * m[i] / ((float) Math.sqrt(v[i]) * f.rootCorrection + f.epsilon);
      }
    }
  }
}
