package org.ptmrec.tensor;

import org.ptmrec.tensor.Kernels.AdamStep;

/** Adam in one pass over value, gradient and both moments. */
final class CpuAdam {
  private static final int BLOCK = 4096;

  private CpuAdam() {}

  static void step(Matrix value, Matrix gradient, Matrix first, Matrix second, AdamStep step) {
    int size = value.size();
    float beta1 = (float) step.beta1();
    float beta2 = (float) step.beta2();
    float new1 = (float) (1 - step.beta1()); // subtracted in double: 1 − 0.999f is off by 2e-5
    float new2 = (float) (1 - step.beta2());
    float rate = (float) (step.learningRate() / step.correction1());
    float rootCorrection = (float) (1 / Math.sqrt(step.correction2()));
    float epsilon = (float) step.epsilon();
    float keep = (float) (1 - step.learningRate() * step.weightDecay());
    Parallel.run(
        (size + BLOCK - 1) / BLOCK,
        block -> {
          int from = block * BLOCK;
          int length = Math.min(BLOCK, size - from);
          float[] p = Scratch.slot(0, BLOCK);
          float[] g = Scratch.slot(1, BLOCK);
          float[] m = Scratch.slot(2, BLOCK);
          float[] v = Scratch.slot(3, BLOCK);
          value.buffer().get(from, p, 0, length);
          gradient.buffer().get(from, g, 0, length);
          first.buffer().get(from, m, 0, length);
          second.buffer().get(from, v, 0, length);
          for (int i = 0; i < length; i++) {
            m[i] = beta1 * m[i] + new1 * g[i];
            v[i] = beta2 * v[i] + new2 * g[i] * g[i];
            p[i] = keep * p[i] - rate * m[i] / ((float) Math.sqrt(v[i]) * rootCorrection + epsilon);
          }
          value.buffer().put(from, p, 0, length);
          first.buffer().put(from, m, 0, length);
          second.buffer().put(from, v, 0, length);
        });
  }
}
