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
    kernels.sparse(a, x.value(), 0, y);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> x.accumulate((beta, dx) -> kernels.sparse(a.transpose(), dy, beta, dx)));
  }
}
