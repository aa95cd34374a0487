package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

/** Sums and products of equally shaped matrices, and of a matrix with a row or column. */
public final class Arithmetic {
  private Arithmetic() {}

  public static Var add(Var a, Var b) {
    return combine(a, 1, b, 1);
  }

  public static Var subtract(Var a, Var b) {
    return combine(a, 1, b, -1);
  }

  private static Var combine(Var a, double p, Var b, double q) {
    sameShape(a, b);
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), a.cols());
    kernels.axpby(p, a.value(), 0, y);
    kernels.axpby(q, b.value(), 1, y);
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          b.accumulate((beta, db) -> kernels.axpby(q, dy, beta, db));
          if (p == 1) {
            a.accumulateAll(dy);
          } else {
            a.accumulate((beta, da) -> kernels.axpby(p, dy, beta, da));
          }
        });
  }

  /** The elementwise mean of equally shaped values. */
  public static Var mean(Var... values) {
    Tape tape = values[0].tape();
    Kernels kernels = tape.kernels();
    double share = 1.0 / values.length;
    Matrix y = tape.matrix(values[0].rows(), values[0].cols());
    boolean requiresGradient = false;
    for (int i = 0; i < values.length; i++) {
      sameShape(values[0], values[i]);
      kernels.axpby(share, values[i].value(), i == 0 ? 0 : 1, y);
      requiresGradient |= values[i].requiresGradient();
    }
    return tape.record(
        y,
        requiresGradient,
        dy -> {
          for (Var value : values) {
            value.accumulate((beta, dvalue) -> kernels.axpby(share, dy, beta, dvalue));
          }
        });
  }

  /** a ⊙ b. */
  public static Var multiply(Var a, Var b) {
    sameShape(a, b);
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(a.rows(), a.cols());
    kernels.multiply(a.value(), b.value(), 0, y);
    a.needs(b.value());
    b.needs(a.value());
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          a.accumulate((beta, da) -> kernels.multiply(dy, b.value(), beta, da));
          b.accumulate((beta, db) -> kernels.multiply(dy, a.value(), beta, db));
        });
  }

  public static Var scale(Var x, double factor) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.axpby(factor, x.value(), 0, y);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> x.accumulate((beta, dx) -> kernels.axpby(factor, dy, beta, dx)));
  }

  public static Var addScalar(Var x, double addend) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.fill(y, addend);
    kernels.axpby(1, x.value(), 1, y);
    return tape.record(
        y, x.requiresGradient(), dy -> x.accumulate((beta, dx) -> kernels.axpby(1, dy, beta, dx)));
  }

  /** x with the row [1, d] added to every row. */
  public static Var addRow(Var x, Var row) {
    checkArgument(row.rows() == 1 && row.cols() == x.cols(), "%s + row %s", x.value(), row.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.addRow(x.value(), row.value(), y);
    return tape.record(
        y,
        x.requiresGradient() || row.requiresGradient(),
        dy -> {
          row.accumulate((beta, drow) -> kernels.columnSums(dy, beta, drow));
          x.accumulateAll(dy);
        });
  }

  /** x with the row [1, d] multiplied into every row. */
  public static Var multiplyRow(Var x, Var row) {
    checkArgument(row.rows() == 1 && row.cols() == x.cols(), "%s * row %s", x.value(), row.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.multiplyRow(x.value(), row.value(), 0, y);
    x.needs(row.value());
    row.needs(x.value());
    return tape.record(
        y,
        x.requiresGradient() || row.requiresGradient(),
        dy -> {
          x.accumulate((beta, dx) -> kernels.multiplyRow(dy, row.value(), beta, dx));
          row.accumulate((beta, drow) -> kernels.columnDots(dy, x.value(), beta, drow));
        });
  }

  /** x with the column [n, 1] multiplied into every column. */
  public static Var multiplyColumn(Var x, Var column) {
    checkArgument(
        column.cols() == 1 && column.rows() == x.rows(),
        "%s * column %s",
        x.value(),
        column.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.multiplyColumn(x.value(), column.value(), 0, y);
    x.needs(column.value());
    column.needs(x.value());
    return tape.record(
        y,
        x.requiresGradient() || column.requiresGradient(),
        dy -> {
          x.accumulate((beta, dx) -> kernels.multiplyColumn(dy, column.value(), beta, dx));
          column.accumulate((beta, dcolumn) -> kernels.rowDots(dy, x.value(), beta, dcolumn));
        });
  }

  /** x with delta [n, w] added to its columns from {@code firstColumn} on. */
  public static Var addToColumns(Var x, Var delta, int firstColumn) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    int n = x.rows();
    int w = delta.cols();
    Matrix y = tape.matrix(n, x.cols());
    kernels.axpby(1, x.value(), 0, y);
    kernels.block(delta.value(), 0, 0, y, 0, firstColumn, n, w, true);
    return tape.record(
        y,
        x.requiresGradient() || delta.requiresGradient(),
        dy -> {
          delta.accumulate(
              (beta, ddelta) -> kernels.block(dy, 0, firstColumn, ddelta, 0, 0, n, w, beta != 0));
          x.accumulateAll(dy);
        });
  }

  private static void sameShape(Var a, Var b) {
    checkArgument(
        a.rows() == b.rows() && a.cols() == b.cols(),
        "shapes differ: %s and %s",
        a.value(),
        b.value());
  }
}
