package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;

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
    return affine(x, w, b, null);
  }

  /**
   * x·wᵀ + b + residual in one operation.
   *
   * @param residual [n, out]
   */
  public static Var linearPlus(Var x, Var w, Var b, Var residual) {
    checkArgument(
        residual.rows() == x.rows() && residual.cols() == w.rows(),
        "%s x %s added to %s",
        x.rows(),
        w.rows(),
        residual.value());
    return affine(x, w, b, residual);
  }

  private static Var affine(Var x, Var w, Var b, @Nullable Var residual) {
    checkShapes(x, w, b);
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), w.rows());
    kernels.linear(x.value(), w.value(), b.value(), residual == null ? null : residual.value(), y);
    x.needs(w.value());
    w.needs(x.value());
    return tape.record(
        y,
        requiresGradient(x, w, b) || (residual != null && residual.requiresGradient()),
        dy -> {
          productBackward(x, w, b, dy);
          if (residual != null) {
            residual.accumulateAll(dy);
          }
        });
  }

  /**
   * f(x·wᵀ + b) in one operation.
   *
   * @param x [n, in]
   * @param w [out, in]
   * @param b [1, out]
   */
  public static Var activated(Unary function, Var x, Var w, Var b) {
    checkShapes(x, w, b);
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    boolean requiresGradient = requiresGradient(x, w, b);
    Matrix y = tape.matrix(x.rows(), w.rows());
    // The argument is kept only where a derivative will ask for it.
    boolean inPlace = !(requiresGradient && tape.isRecording()) || function.slopeFromResult();
    Matrix h = inPlace ? y : tape.matrix(x.rows(), w.rows());
    kernels.linear(x.value(), w.value(), b.value(), function, h, y);
    x.needs(w.value(), h);
    w.needs(x.value(), h);
    b.needs(h);
    return tape.record(
        y,
        requiresGradient,
        dy -> {
          kernels.unaryBackward(function, h, y, dy, 0, dy);
          productBackward(x, w, b, dy);
        });
  }

  private static void checkShapes(Var x, Var w, Var b) {
    checkArgument(
        x.cols() == w.cols() && b.rows() == 1 && b.cols() == w.rows(),
        "%s times the transpose of %s, plus %s",
        x.value(),
        w.value(),
        b.value());
  }

  private static boolean requiresGradient(Var x, Var w, Var b) {
    return x.requiresGradient() || w.requiresGradient() || b.requiresGradient();
  }

  private static void productBackward(Var x, Var w, Var b, Matrix dy) {
    Kernels kernels = x.tape().kernels();
    x.accumulate((beta, dx) -> kernels.gemm(false, false, 1, dy, w.value(), beta, dx));
    w.accumulate((beta, dw) -> kernels.gemm(true, false, 1, dy, x.value(), beta, dw));
    b.accumulate((beta, db) -> kernels.columnSums(dy, beta, db));
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
