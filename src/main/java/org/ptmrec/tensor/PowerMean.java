package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mean of x, a·x, …, a^L·x by Horner's rule, r ← a·r + x: nothing but the last r is kept, since
 * the derivative is the same polynomial in the transpose. Of the last step only some rows may be
 * wanted; its derivative then starts from those rows alone.
 *
 * @param rows which rows are wanted, distinct; null for all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PowerMean(SparseMatrix a, int @Nullable [] rows, int steps) {

  /**
   * @param x one below the other, no one twice
   */
  static Var of(SparseMatrix a, int @Nullable [] rows, int steps, Var... x) {
    int inputs = Arrays.stream(x).mapToInt(Var::rows).sum();
    checkArgument(a.rows() == a.cols() && a.cols() == inputs, "a %s powers, %s rows", a, inputs);
    checkArgument(steps >= 0, "%s steps", steps);
    checkArgument(Arrays.stream(x).distinct().count() == x.length, "the same rows twice");
    PowerMean mean = new PowerMean(a, rows, steps);
    Tape tape = x[0].tape();
    Matrix y = tape.matrix(rows == null ? inputs : rows.length, x[0].cols());
    tape.kernels()
        .powerMean(mean, Arrays.stream(x).map(Var::value).toArray(Matrix[]::new), y, tape.pool());
    return tape.record(
        y,
        Arrays.stream(x).anyMatch(Var::requiresGradient),
        dy -> {
          List<Gradient> dx = new ArrayList<>();
          int start = 0;
          for (Var part : x) {
            int from = start;
            part.accumulate((beta, matrix) -> dx.add(new Gradient(matrix, from, beta)));
            start += part.rows();
          }
          tape.kernels().powerMeanBackward(mean, dy, dx, tape.pool());
        });
  }

  /**
   * Where the derivative by a part of x goes.
   *
   * @param start which row of the stacked x the part starts with
   * @param beta 0 to overwrite what the matrix holds, 1 to add to it
   */
  record Gradient(Matrix matrix, int start, double beta) {}

  double share() {
    return 1.0 / (steps + 1);
  }

  /** By the kernels' other operations. */
  void forward(Kernels kernels, Matrix[] parts, Matrix y, MatrixPool pool) {
    Matrix x = parts.length == 1 ? parts[0] : pool.take(a.rows(), y.cols());
    if (parts.length > 1) {
      int start = 0;
      for (Matrix part : parts) {
        kernels.block(part, 0, 0, x, start, 0, part.rows(), part.cols(), false);
        start += part.rows();
      }
    }
    Matrix wanted = x;
    if (rows != null) {
      kernels.gather(x, rows, y, 0);
      wanted = y;
    }
    if (steps == 0) {
      kernels.axpby(1, wanted, 0, y);
    } else {
      Matrix r = x;
      for (int step = 1; step < steps; step++) {
        Matrix next = pool.take(x.rows(), x.cols());
        kernels.sparse(a, 1, r, 1, x, next);
        giveBack(pool, r, x);
        r = next;
      }
      lastStep(kernels, r, wanted, y, pool);
      giveBack(pool, r, x);
    }
    giveBack(pool, x, parts[0]);
  }

  /** y = share·(the wanted rows of a·r) + share·wanted, where wanted may be y. */
  private void lastStep(Kernels kernels, Matrix r, Matrix wanted, Matrix y, MatrixPool pool) {
    if (rows == null) {
      kernels.sparse(a, share(), r, share(), wanted, y);
      return;
    }
    Matrix product = pool.take(y.rows(), y.cols());
    kernels.sparse(a, rows, r, product, pool);
    kernels.axpby(share(), product, share(), y);
    pool.give(product);
  }

  /** By the kernels' other operations. */
  void backward(Kernels kernels, Matrix dy, List<Gradient> parts, MatrixPool pool) {
    int d = dy.cols();
    Matrix full = dy;
    if (rows != null) {
      full = pool.take(a.rows(), d);
      kernels.fill(full, 0);
      kernels.scatterAdd(dy, rows, full);
    }
    Matrix dx = full;
    for (int step = 1; step <= steps; step++) {
      Matrix next = pool.take(a.rows(), d);
      double factor = step == steps ? share() : 1;
      kernels.sparse(a.transpose(), factor, dx, factor, full, next);
      giveBack(pool, dx, full);
      dx = next;
    }
    for (Gradient part : parts) {
      Matrix target = part.matrix();
      kernels.block(dx, part.start(), 0, target, 0, 0, target.rows(), d, part.beta() != 0);
    }
    giveBack(pool, dx, full);
    giveBack(pool, full, dy);
  }

  private static void giveBack(MatrixPool pool, Matrix matrix, Matrix kept) {
    if (matrix != kept) {
      pool.give(matrix);
    }
  }
}
