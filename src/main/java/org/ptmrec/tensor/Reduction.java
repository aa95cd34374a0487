package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

/** Sums. */
public final class Reduction {
  private Reduction() {}

  /** The sum of all elements, 1 x 1. */
  public static Var sum(Var x) {
    return total(x, 1);
  }

  /** The mean of all elements, 1 x 1. */
  public static Var mean(Var x) {
    return total(x, 1.0 / x.value().size());
  }

  private static Var total(Var x, double factor) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix sums = tape.matrix(x.rows(), 1);
    Matrix y = tape.matrix(1, 1);
    kernels.rowSums(x.value(), 0, sums);
    kernels.columnSums(sums, 0, y);
    kernels.axpby(factor, y, 0, y);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> {
          Matrix spread = tape.matrix(x.rows(), x.cols());
          kernels.fill(spread, factor * dy.toScalar());
          kernels.axpby(1, spread, 1, x.gradient());
        });
  }

  /** The sum of each row, [n, 1]. */
  public static Var rowSum(Var x) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), 1);
    kernels.rowSums(x.value(), 0, y);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> {
          Matrix ones = tape.matrix(x.rows(), x.cols());
          kernels.fill(ones, 1);
          kernels.multiplyColumn(ones, dy, 1, x.gradient());
        });
  }

  /** The dot product of each row of a with the same row of b, [n, 1]. */
  public static Var rowDot(Var a, Var b) {
    checkArgument(a.rows() == b.rows() && a.cols() == b.cols(), "%s and %s", a.value(), b.value());
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), 1);
    kernels.rowDots(a.value(), b.value(), 0, y);
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          if (a.requiresGradient()) {
            kernels.multiplyColumn(b.value(), dy, 1, a.gradient());
          }
          if (b.requiresGradient()) {
            kernels.multiplyColumn(a.value(), dy, 1, b.gradient());
          }
        });
  }

  /** ‖x‖²_F, 1 x 1. */
  public static Var sumOfSquares(Var x) {
    return sum(rowDot(x, x));
  }

  /** ‖x‖_F, 1 x 1; its derivative at zero is taken as zero. */
  public static Var frobeniusNorm(Var x) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix squares = tape.matrix(x.rows(), 1);
    Matrix y = tape.matrix(1, 1);
    kernels.rowDots(x.value(), x.value(), 0, squares);
    kernels.columnSums(squares, 0, y);
    double norm = Math.sqrt(y.toScalar());
    kernels.fill(y, norm);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> {
          if (norm > 0) {
            kernels.axpby(dy.toScalar() / norm, x.value(), 1, x.gradient());
          }
        });
  }

  /** The diagonal of a square matrix, [n, 1]. */
  public static Var diagonal(Var x) {
    checkArgument(x.rows() == x.cols(), "%s is not square", x.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    int n = x.rows();
    Matrix y = tape.matrix(n, 1);
    for (int i = 0; i < n; i++) {
      kernels.block(x.value(), i, i, y, i, 0, 1, 1, false);
    }
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> {
          for (int i = 0; i < n; i++) {
            kernels.block(dy, i, 0, x.gradient(), i, i, 1, 1, true);
          }
        });
  }
}
