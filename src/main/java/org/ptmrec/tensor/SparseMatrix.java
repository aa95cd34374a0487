package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** An immutable sparse matrix in compressed rows, together with its transpose. */
public final class SparseMatrix {
  private final int rows;
  private final int cols;
  private final int[] starts;
  private final int[] columns;
  private final float[] values;
  private final SparseMatrix transpose;

  private SparseMatrix(int rows, int cols, int[] starts, int[] columns, float[] values) {
    this.rows = rows;
    this.cols = cols;
    this.starts = starts;
    this.columns = columns;
    this.values = values;
    this.transpose = new SparseMatrix(this);
  }

  /** The transpose, which points back to the original. */
  private SparseMatrix(SparseMatrix original) {
    rows = original.cols;
    cols = original.rows;
    transpose = original;
    starts = new int[rows + 1];
    columns = new int[original.columns.length];
    values = new float[original.values.length];
    for (int column : original.columns) {
      starts[column + 1]++;
    }
    for (int i = 0; i < rows; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = Arrays.copyOf(starts, rows);
    for (int row = 0; row < original.rows; row++) {
      for (int e = original.starts[row]; e < original.starts[row + 1]; e++) {
        int slot = next[original.columns[e]]++;
        columns[slot] = row;
        values[slot] = original.values[e];
      }
    }
  }

  /**
   * @param starts where each row starts in columns and values; rows + 1 entries
   * @param columns ascending within a row, from 0 to cols − 1
   */
  public static SparseMatrix ofRows(
      int rows, int cols, int[] starts, int[] columns, float[] values) {
    checkArgument(starts.length == rows + 1, "%s row starts for %s rows", starts.length, rows);
    checkArgument(
        starts[rows] == columns.length && columns.length == values.length,
        "%s columns, %s values, last row ends at %s",
        columns.length,
        values.length,
        starts[rows]);
    for (int column : columns) {
      checkArgument(column >= 0 && column < cols, "column %s of %s", column, cols);
    }
    return new SparseMatrix(rows, cols, starts.clone(), columns.clone(), values.clone());
  }

  /** alpha·a + beta·b. */
  public static SparseMatrix sum(float alpha, SparseMatrix a, float beta, SparseMatrix b) {
    return union(
        a, b, (x, y) -> (Float.isNaN(x) ? 0 : alpha * x) + (Float.isNaN(y) ? 0 : beta * y));
  }

  /** The larger value where both have an entry, the only one elsewhere. */
  public static SparseMatrix maximum(SparseMatrix a, SparseMatrix b) {
    return union(a, b, (x, y) -> Float.isNaN(x) ? y : Float.isNaN(y) ? x : Math.max(x, y));
  }

  /** Merges two entries at one place; NaN stands for none. */
  private interface Merge {
    float of(float x, float y);
  }

  private static SparseMatrix union(SparseMatrix a, SparseMatrix b, Merge merge) {
    checkArgument(a.rows == b.rows && a.cols == b.cols, "shapes differ");
    int[] starts = new int[a.rows + 1];
    int[] columns = new int[a.entries() + b.entries()];
    float[] values = new float[columns.length];
    int filled = 0;
    for (int row = 0; row < a.rows; row++) {
      int i = a.starts[row];
      int j = b.starts[row];
      while (i < a.starts[row + 1] || j < b.starts[row + 1]) {
        int left = i < a.starts[row + 1] ? a.columns[i] : Integer.MAX_VALUE;
        int right = j < b.starts[row + 1] ? b.columns[j] : Integer.MAX_VALUE;
        columns[filled] = Math.min(left, right);
        values[filled++] =
            merge.of(
                left <= right ? a.values[i++] : Float.NaN,
                right <= left ? b.values[j++] : Float.NaN);
      }
      starts[row + 1] = filled;
    }
    return new SparseMatrix(
        a.rows, a.cols, starts, Arrays.copyOf(columns, filled), Arrays.copyOf(values, filled));
  }

  /** Each entry left out at probability {@code rate}, the others divided by 1 − rate. */
  public SparseMatrix dropout(double rate, RandomStream random) {
    float factor = (float) (1 / (1 - rate));
    int[] newStarts = new int[rows + 1];
    int[] newColumns = new int[columns.length];
    float[] newValues = new float[columns.length];
    int filled = 0;
    for (int row = 0; row < rows; row++) {
      for (int e = starts[row]; e < starts[row + 1]; e++) {
        if (random.nextDouble() >= rate) {
          newColumns[filled] = columns[e];
          newValues[filled++] = factor * values[e];
        }
      }
      newStarts[row + 1] = filled;
    }
    return new SparseMatrix(
        rows, cols, newStarts, Arrays.copyOf(newColumns, filled), Arrays.copyOf(newValues, filled));
  }

  public int rows() {
    return rows;
  }

  public int cols() {
    return cols;
  }

  /** Number of stored entries. */
  public int entries() {
    return columns.length;
  }

  public SparseMatrix transpose() {
    return transpose;
  }

  /** Row starts; not to be changed. */
  int[] starts() {
    return starts;
  }

  int[] columns() {
    return columns;
  }

  float[] values() {
    return values;
  }
}
