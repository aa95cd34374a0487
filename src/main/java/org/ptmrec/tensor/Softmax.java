package org.ptmrec.tensor;

/** Distributions over the columns of each row. */
public final class Softmax {
  private Softmax() {}

  public static Var softmax(Var x) {
    return apply(x, false);
  }

  public static Var logSoftmax(Var x) {
    return apply(x, true);
  }

  private static Var apply(Var x, boolean logarithm) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.softmax(x.value(), logarithm, y);
    return tape.record(
        y, x.requiresGradient(), dy -> kernels.softmaxBackward(y, logarithm, dy, x.gradient()));
  }
}
