package org.ptmrec.tensor;

import java.util.Arrays;

/**
 * The gradient of a table of which a step reads few rows: those rows alone, in an array of the
 * table's shape. Nothing of the table's size is cleared or read.
 *
 * <p>A row's gradient stays in the array when it is forgotten, until the row gets another one: an
 * optimiser may put off reading it until then.
 */
final class RowGradient {
  /** A power of two; rows are shared out by their numbers. */
  private static final int BLOCKS = 8;

  private static final int WORTH_SPLITTING = 1 << 14;

  private final int width;
  private final boolean[] isPresent;
  private final float[] values;
  private int[] rows = new int[0];
  private int count;

  RowGradient(int tableRows, int width) {
    this.width = width;
    isPresent = new boolean[tableRows];
    values = new float[Math.multiplyExact(tableRows, width)];
  }

  /**
   * Adds {@code dy[i]} to row {@code which[i]}, in the order of i: the order of additions is part
   * of the result.
   */
  void add(Matrix dy, int[] which) {
    boolean[] isFirst = addRows(which);
    int blocks = which.length * width < WORTH_SPLITTING ? 1 : BLOCKS;
    Parallel.run(
        blocks,
        block -> {
          float[] a = Scratch.slot(0, width);
          for (int i = 0; i < which.length; i++) {
            int row = which[i];
            if ((row & (blocks - 1)) != block) {
              continue;
            }
            if (isFirst[i]) {
              dy.buffer().get(i * width, values, row * width, width);
            } else {
              dy.buffer().get(i * width, a, 0, width);
              for (int j = 0, at = row * width; j < width; j++, at++) {
                values[at] += a[j];
              }
            }
          }
        });
  }

  /** Tells of each row whether nothing has been added to it before. */
  private boolean[] addRows(int[] which) {
    int needed = Math.min(isPresent.length, count + which.length);
    if (rows.length < needed) {
      rows = Arrays.copyOf(rows, Math.min(isPresent.length, Math.max(needed, 2 * rows.length)));
    }
    boolean[] isFirst = new boolean[which.length];
    for (int i = 0; i < which.length; i++) {
      if (!isPresent[which[i]]) {
        isPresent[which[i]] = true;
        isFirst[i] = true;
        rows[count++] = which[i];
      }
    }
    return isFirst;
  }

  /** The rows that have a gradient, distinct. */
  int[] rows() {
    return Arrays.copyOf(rows, count);
  }

  /** The gradients: row r's begins at r · width. */
  float[] values() {
    return values;
  }

  void addTo(Matrix table) {
    float[] sum = new float[width];
    for (int i = 0; i < count; i++) {
      int at = rows[i] * width;
      table.buffer().get(at, sum);
      for (int j = 0; j < width; j++) {
        sum[j] += values[at + j];
      }
      table.buffer().put(at, sum);
    }
  }

  /** Forgets everything, at the cost of the rows in use. */
  void clear() {
    for (int i = 0; i < count; i++) {
      isPresent[rows[i]] = false;
    }
    count = 0;
  }
}
