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
          x.accumulate((beta, dx) -> kernels.axpby(1, spread, beta, dx));
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
          x.accumulate((beta, dx) -> kernels.multiplyColumn(ones, dy, beta, dx));
        });
  }

  /** The dot product of each row of a with the same row of b, [n, 1]. */
  public static Var rowDot(Var a, Var b) {
    checkArgument(a.rows() == b.rows() && a.cols() == b.cols(), "%s and %s", a.value(), b.value());
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), 1);
    kernels.rowDots(a.value(), b.value(), 0, y);
    a.needs(b.value());
    b.needs(a.value());
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          a.accumulate((beta, da) -> kernels.multiplyColumn(b.value(), dy, beta, da));
          b.accumulate((beta, db) -> kernels.multiplyColumn(a.value(), dy, beta, db));
        });
  }

  /**
   * The dot product of each row a[i] with b[rows[i]], [n, 1]: as with b's {@link Rows#gather},
   * which is not made.
   *
   * @param b an intermediate; of a table of embeddings, the gather's gradient is the cheaper one
   */
  public static Var rowDot(Var a, Var b, int[] rows) {
    checkArgument(
        a.rows() == rows.length && a.cols() == b.cols(),
        "%s and %s rows of %s",
        a.value(),
        rows.length,
        b.value());
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    MatrixPool pool = tape.pool();
    Matrix y = tape.matrix(a.rows(), 1);
    kernels.rowDots(a.value(), b.value(), rows, y, pool);
    a.needs(b.value());
    b.needs(a.value());
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          a.accumulate((beta, da) -> kernels.multiplyColumn(b.value(), rows, dy, beta, da, pool));
          b.accumulateOntoZeros(db -> kernels.scatterAdd(a.value(), dy, rows, db, pool));
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
    x.needs(x.value());
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> {
          if (norm > 0) {
            x.accumulate((beta, dx) -> kernels.axpby(dy.toScalar() / norm, x.value(), beta, dx));
          }
        });
  }
}
