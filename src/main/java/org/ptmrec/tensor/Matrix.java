package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A row-major matrix of 32-bit (or, for gradient checks, 64-bit) floats in ND4J memory. Vectors are
 * matrices of one row, scalars of one row and one column; a batch of sequences has one row a token.
 */
public final class Matrix {
  private final INDArray array;
  private final int rows;
  private final int cols;

  private Matrix(INDArray array) {
    this.array = array;
    this.rows = Math.toIntExact(array.rows());
    this.cols = Math.toIntExact(array.columns());
  }

  /** A new matrix whose content is undefined. */
  public static Matrix uninitialized(DataType type, int rows, int cols) {
    checkArgument(rows >= 0 && cols >= 1, "shape %s x %s", rows, cols);
    return new Matrix(Nd4j.createUninitializedDetached(type, 'c', rows, cols));
  }

  /** A new matrix of zeros. */
  public static Matrix zeros(DataType type, int rows, int cols) {
    Matrix matrix = uninitialized(type, rows, cols);
    matrix.array.assign(0);
    return matrix;
  }

  /** A new 32-bit matrix with a copy of {@code data}, row by row. */
  public static Matrix of(int rows, int cols, float... data) {
    checkArgument(data.length == rows * cols, "%s values for %s x %s", data.length, rows, cols);
    Matrix matrix = uninitialized(DataType.FLOAT, rows, cols);
    matrix.set(data);
    return matrix;
  }

  public int rows() {
    return rows;
  }

  public int cols() {
    return cols;
  }

  public long size() {
    return (long) rows * cols;
  }

  public DataType type() {
    return array.dataType();
  }

  /** The ND4J array itself, c-ordered, not a copy. */
  public INDArray array() {
    return array;
  }

  /** Overwrites the content, row by row. */
  public void set(float[] data) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /** A copy of the content, row by row. */
  public float[] toFloats() {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /** A copy in another element type. */
  public Matrix castTo(DataType type) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /** A copy. */
  public Matrix copy() {
    throw new UnsupportedOperationException("tensor helper writes this");
  }
}
