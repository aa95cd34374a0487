package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;

/**
 * The mean of x, a·x, …, a^L·x by Horner's rule, r ← a·r + x: nothing but the last r is kept, since
 * the derivative is the same polynomial in the transpose. Of the last step only some rows may be
 * wanted; its derivative then starts from those rows alone.
 */
final class PowerMean {
  private final Kernels kernels;
  private final Tape tape;
  private final SparseMatrix a;

  /** The rows of a that the last step needs. */
  private final SparseMatrix last;

  private final int @Nullable [] rows;
  private final int steps;
  private final double share;

  private PowerMean(
      Tape tape, SparseMatrix a, SparseMatrix last, int @Nullable [] rows, int steps) {
    this.tape = tape;
    this.kernels = tape.kernels();
    this.a = a;
    this.last = last;
    this.rows = rows;
    this.steps = steps;
    this.share = 1.0 / (steps + 1);
  }

  static Var of(SparseMatrix a, SparseMatrix last, int @Nullable [] rows, Var x, int steps) {
    checkArgument(
        a.rows() == a.cols() && a.cols() == x.rows(), "a %s powers times %s", a, x.value());
    checkArgument(steps >= 0, "%s steps", steps);
    PowerMean mean = new PowerMean(x.tape(), a, last, rows, steps);
    Matrix y = x.tape().matrix(rows == null ? x.rows() : rows.length, x.cols());
    mean.forward(x.value(), y);
    return x.tape()
        .record(y, x.requiresGradient(), dy -> x.accumulate((b, dx) -> mean.backward(dy, b, dx)));
  }

  private void forward(Matrix x, Matrix y) {
    Matrix wanted = x;
    if (rows != null) {
      kernels.gather(x, rows, y, 0);
      wanted = y;
    }
    if (steps == 0) {
      kernels.axpby(share, wanted, 0, y);
      return;
    }
    Matrix r = x;
    for (int step = 1; step < steps; step++) {
      Matrix next = tape.pooled(x.rows(), x.cols());
      kernels.sparse(a, 1, r, 1, x, next);
      release(r, x);
      r = next;
    }
    kernels.sparse(last, share, r, share, wanted, y);
    release(r, x);
  }

  private void backward(Matrix dy, double beta, Matrix dx) {
    Matrix full = dy;
    if (rows != null) {
      full = tape.pooled(dx.rows(), dx.cols());
      kernels.fill(full, 0);
      kernels.scatterAdd(dy, rows, full);
    }
    Matrix r = dy;
    SparseMatrix transposed = last.transpose();
    for (int step = 1; step < steps; step++) {
      Matrix next = tape.pooled(dx.rows(), dx.cols());
      kernels.sparse(transposed, 1, r, 1, full, next);
      release(r, dy);
      r = next;
      transposed = a.transpose();
    }
    if (steps == 0) {
      kernels.axpby(share, full, beta, dx);
    } else if (beta == 0) {
      kernels.sparse(transposed, share, r, share, full, dx);
    } else {
      kernels.sparse(transposed, share, r, beta, dx, dx);
      kernels.axpby(share, full, 1, dx);
    }
    release(r, dy);
    release(full, dy);
  }

  private void release(Matrix matrix, Matrix kept) {
    if (matrix != kept) {
      tape.release(matrix);
    }
  }
}
