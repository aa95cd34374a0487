package org.ptmrec.tensor;

/** Functions applied to every element. */
public final class Activation {
  private Activation() {}

  public static Var sigmoid(Var x) {
    return apply(Unary.SIGMOID, x);
  }

  public static Var tanh(Var x) {
    return apply(Unary.TANH, x);
  }

  /** x·σ(1.702x), as CLIP was trained with. */
  public static Var quickGelu(Var x) {
    return apply(Unary.QUICK_GELU, x);
  }

  /** x·Φ(x), exact. */
  public static Var gelu(Var x) {
    return apply(Unary.GELU, x);
  }

  public static Var logSigmoid(Var x) {
    return apply(Unary.LOG_SIGMOID, x);
  }

  public static Var exp(Var x) {
    return apply(Unary.EXP, x);
  }

  public static Var log(Var x) {
    return apply(Unary.LOG, x);
  }

  private static Var apply(Unary function, Var x) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.unary(function, x.value(), y);
    x.needs(function.slopeSource(x.value(), y));
    return tape.record(
        y,
        x.requiresGradient(),
        dy ->
            x.accumulate(
                (beta, dx) -> kernels.unaryBackward(function, x.value(), y, dy, beta, dx)));
  }
}
