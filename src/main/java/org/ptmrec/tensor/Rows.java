package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** Taking matrices apart and putting them together. */
public final class Rows {
  private Rows() {}

  /** y[i] = x[rows[i]]; a row may be taken several times. */
  public static Var gather(Var x, int[] rows) {
    Tape tape = x.tape();
    Matrix y = tape.matrix(rows.length, x.cols());
    x.gather(rows, y, 0);
    // Straight into the gradient of x: a table of embeddings never gets a dense gradient a gather.
    return tape.record(y, x.requiresGradient(), dy -> x.accumulateRows(rows, dy));
  }

  /** The same rows of several tables, side by side: their {@link #gather}s in one matrix. */
  public static Var gatherColumns(int[] rows, Var... tables) {
    Tape tape = tables[0].tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(rows.length, Arrays.stream(tables).mapToInt(Var::cols).sum());
    int column = 0;
    for (Var table : tables) {
      table.gather(rows, y, column);
      column += table.cols();
    }
    return tape.record(
        y,
        Arrays.stream(tables).anyMatch(Var::requiresGradient),
        dy -> {
          int from = 0;
          for (Var table : tables) {
            if (table.requiresGradient()) {
              Matrix part = tape.pooled(rows.length, table.cols());
              kernels.block(dy, 0, from, part, 0, 0, rows.length, table.cols(), false);
              table.accumulateRows(rows, part);
              tape.release(part);
            }
            from += table.cols();
          }
        });
  }

  /**
   * {@code base} with its rows {@code rows[i]} replaced by {@code live[i]}.
   *
   * @param rows distinct
   */
  public static Var replaceRows(Var base, int[] rows, Var live) {
    checkArgument(
        live.rows() == rows.length && live.cols() == base.cols(),
        "%s rows of %s by %s",
        rows.length,
        base.value(),
        live.value());
    Tape tape = base.tape();
    Kernels kernels = tape.kernels();
    int d = base.cols();
    Matrix y = tape.matrix(base.rows(), d);
    kernels.axpby(1, base.value(), 0, y);
    for (int i = 0; i < rows.length; i++) {
      kernels.block(live.value(), i, 0, y, rows[i], 0, 1, d, false);
    }
    return tape.record(
        y,
        base.requiresGradient() || live.requiresGradient(),
        dy -> {
          live.accumulate(
              (beta, dlive) -> {
                for (int i = 0; i < rows.length; i++) {
                  kernels.block(dy, rows[i], 0, dlive, i, 0, 1, d, beta != 0);
                }
              });
          if (base.requiresGradient()) {
            Matrix zero = tape.matrix(1, d);
            kernels.fill(zero, 0);
            for (int row : rows) {
              kernels.block(zero, 0, 0, dy, row, 0, 1, d, false);
            }
            base.accumulateAll(dy);
          }
        });
  }

  /** One below the other. */
  public static Var concatRows(Var... parts) {
    int rows = 0;
    for (Var part : parts) {
      rows += part.rows();
    }
    return concat(rows, parts[0].cols(), true, parts);
  }

  /** Side by side. */
  public static Var concatColumns(Var... parts) {
    int cols = 0;
    for (Var part : parts) {
      cols += part.cols();
    }
    return concat(parts[0].rows(), cols, false, parts);
  }

  private static Var concat(int rows, int cols, boolean below, Var... parts) {
    Tape tape = parts[0].tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(rows, cols);
    boolean requiresGradient = false;
    int at = 0;
    for (Var part : parts) {
      checkArgument(
          below ? part.cols() == cols : part.rows() == rows, "%s beside %s", part.value(), y);
      kernels.block(
          part.value(), 0, 0, y, below ? at : 0, below ? 0 : at, part.rows(), part.cols(), false);
      at += below ? part.rows() : part.cols();
      requiresGradient |= part.requiresGradient();
    }
    return tape.record(
        y,
        requiresGradient,
        dy -> {
          int from = 0;
          for (Var part : parts) {
            int row = below ? from : 0;
            int col = below ? 0 : from;
            part.accumulate(
                (beta, dpart) ->
                    kernels.block(dy, row, col, dpart, 0, 0, part.rows(), part.cols(), beta != 0));
            from += below ? part.rows() : part.cols();
          }
        });
  }

  /** The rows from (inclusive) to (exclusive). */
  public static Var sliceRows(Var x, int from, int to) {
    return slice(x, from, 0, to - from, x.cols());
  }

  /** The columns from (inclusive) to (exclusive). */
  public static Var sliceColumns(Var x, int from, int to) {
    return slice(x, 0, from, x.rows(), to - from);
  }

  private static Var slice(Var x, int row, int col, int rows, int cols) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(rows, cols);
    kernels.block(x.value(), row, col, y, 0, 0, rows, cols, false);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> x.accumulateOntoZeros(dx -> kernels.block(dy, 0, 0, dx, row, col, rows, cols, true)));
  }

  /** x, all its rows, {@code times} times one below the other. */
  public static Var repeatRows(Var x, int times) {
    int[] rows = new int[x.rows() * times];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i % x.rows();
    }
    return gather(x, rows);
  }
}
