package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

/** Products of dense matrices. */
public final class Linear {
  private Linear() {}

  /**
   * x·wᵀ.
   *
   * @param x [n, in]
   * @param w [out, in]
   */
  public static Var linear(Var x, Var w) {
    return matmulTransposed(x, w);
  }

  /**
   * x·wᵀ + b.
   *
   * @param x [n, in]
   * @param w [out, in]
   * @param b [1, out]
   */
  public static Var linear(Var x, Var w, Var b) {
    return Arithmetic.addRow(matmulTransposed(x, w), b);
  }

  /** a·b, [n, k] by [k, m]. */
  public static Var matmul(Var a, Var b) {
    checkArgument(a.cols() == b.rows(), "%s times %s", a.value(), b.value());
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), b.cols());
    kernels.gemm(false, false, 1, a.value(), b.value(), 0, y);
    a.needs(b.value());
    b.needs(a.value());
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          a.accumulate((beta, da) -> kernels.gemm(false, true, 1, dy, b.value(), beta, da));
          b.accumulate((beta, db) -> kernels.gemm(true, false, 1, a.value(), dy, beta, db));
        });
  }

  /** a·bᵀ, [n, k] by [m, k]. */
  public static Var matmulTransposed(Var a, Var b) {
    checkArgument(a.cols() == b.cols(), "%s times the transpose of %s", a.value(), b.value());
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), b.rows());
    kernels.gemm(false, true, 1, a.value(), b.value(), 0, y);
    a.needs(b.value());
    b.needs(a.value());
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          a.accumulate((beta, da) -> kernels.gemm(false, false, 1, dy, b.value(), beta, da));
          b.accumulate((beta, db) -> kernels.gemm(true, false, 1, dy, a.value(), beta, db));
        });
  }
}
