package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

/** A constant sparse matrix times a dense one. */
public final class SparseProduct {
  private SparseProduct() {}

  /** a·x. */
  public static Var sparse(SparseMatrix a, Var x) {
    checkArgument(a.cols() == x.rows(), "%s columns times %s", a.cols(), x.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), x.cols());
    kernels.sparse(a, 1, x.value(), 0, y, y);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> x.accumulate((beta, dx) -> kernels.sparse(a.transpose(), 1, dy, beta, dx, dx)));
  }

  /**
   * The given rows of a·x, computed alone.
   *
   * @param rows distinct
   */
  public static Var sparse(SparseMatrix a, int[] rows, Var x) {
    checkArgument(a.cols() == x.rows(), "%s columns times %s", a.cols(), x.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(rows.length, x.cols());
    kernels.sparse(a, rows, x.value(), y, tape.pool());
    return tape.record(
        y,
        x.requiresGradient(),
        dy ->
            x.accumulate((beta, dx) -> kernels.sparseBackward(a, rows, dy, beta, dx, tape.pool())));
  }

  /**
   * The mean of x, a·x, …, a^steps·x; a is square.
   *
   * @param x one below the other
   */
  public static Var meanOfPowers(SparseMatrix a, int steps, Var... x) {
    return PowerMean.of(a, null, steps, x);
  }

  /**
   * The given rows of {@link #meanOfPowers(SparseMatrix, int, Var...)}; the last step is taken for
   * them only.
   *
   * @param rows distinct
   */
  public static Var meanOfPowers(SparseMatrix a, int steps, int[] rows, Var... x) {
    return PowerMean.of(a, rows, steps, x);
  }
}
