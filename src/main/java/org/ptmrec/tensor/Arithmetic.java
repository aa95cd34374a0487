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
          if (a.requiresGradient()) {
            kernels.axpby(p, dy, 1, a.gradient());
          }
          if (b.requiresGradient()) {
            kernels.axpby(q, dy, 1, b.gradient());
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
            if (value.requiresGradient()) {
              kernels.axpby(share, dy, 1, value.gradient());
            }
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
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          if (a.requiresGradient()) {
            kernels.multiply(dy, b.value(), 1, a.gradient());
          }
          if (b.requiresGradient()) {
            kernels.multiply(dy, a.value(), 1, b.gradient());
          }
        });
  }

  public static Var scale(Var x, double factor) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.axpby(factor, x.value(), 0, y);
    return tape.record(y, x.requiresGradient(), dy -> kernels.axpby(factor, dy, 1, x.gradient()));
  }

  public static Var addScalar(Var x, double addend) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.fill(y, addend);
    kernels.axpby(1, x.value(), 1, y);
    return tape.record(y, x.requiresGradient(), dy -> kernels.axpby(1, dy, 1, x.gradient()));
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
          if (x.requiresGradient()) {
            kernels.axpby(1, dy, 1, x.gradient());
          }
          if (row.requiresGradient()) {
            kernels.columnSums(dy, 1, row.gradient());
          }
        });
  }

  /** x with the row [1, d] multiplied into every row. */
  public static Var multiplyRow(Var x, Var row) {
    checkArgument(row.rows() == 1 && row.cols() == x.cols(), "%s * row %s", x.value(), row.value());
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.multiplyRow(x.value(), row.value(), 0, y);
    return tape.record(
        y,
        x.requiresGradient() || row.requiresGradient(),
        dy -> {
          if (x.requiresGradient()) {
            kernels.multiplyRow(dy, row.value(), 1, x.gradient());
          }
          if (row.requiresGradient()) {
            kernels.columnDots(dy, x.value(), 1, row.gradient());
          }
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
    return tape.record(
        y,
        x.requiresGradient() || column.requiresGradient(),
        dy -> {
          if (x.requiresGradient()) {
            kernels.multiplyColumn(dy, column.value(), 1, x.gradient());
          }
          if (column.requiresGradient()) {
            kernels.rowDots(dy, x.value(), 1, column.gradient());
          }
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
          if (x.requiresGradient()) {
            kernels.axpby(1, dy, 1, x.gradient());
          }
          if (delta.requiresGradient()) {
            kernels.block(dy, 0, firstColumn, delta.gradient(), 0, 0, n, w, true);
          }
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
