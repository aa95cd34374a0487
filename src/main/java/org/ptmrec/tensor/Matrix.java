package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A row-major matrix of 32-bit (or, for gradient checks, 64-bit) floats in ND4J memory. Vectors are
 * matrices of one row, scalars of one row and one column; a batch of sequences has one row a token.
 */
public final class Matrix {
  static {
    LibraryClassLoader.use();
  }

  private final Memory memory;
  private final int rows;
  private final int cols;
  private @Nullable INDArray array;
  private @Nullable FloatBuffer buffer;

  private Matrix(INDArray array, int rows, int cols) {
    this(new Memory(array.data()), rows, cols);
    this.array = array;
  }

  private Matrix(Memory memory, int rows, int cols) {
    this.memory = memory;
    this.rows = rows;
    this.cols = cols;
  }

  /** What views share: each of these objects costs as much to make as a small kernel. */
  private static final class Memory {
    private final DataBuffer data;
    private @Nullable FloatPointer pointer;
    private @Nullable FloatBuffer buffer;

    Memory(DataBuffer data) {
      this.data = data;
    }

    FloatPointer pointer() {
      if (pointer == null) {
        pointer = new FloatPointer(data.pointer());
        pointer.limit(data.length());
      }
      return pointer;
    }

    FloatBuffer buffer() {
      if (buffer == null) {
        buffer = pointer().asByteBuffer().asFloatBuffer();
      }
      return buffer;
    }
  }

  /**
   * A new matrix whose content is undefined.
   *
   * @throws IllegalArgumentException if it would take 2 GiB or more
   */
  public static Matrix uninitialized(DataType type, int rows, int cols) {
    checkArgument(
        rows >= 1 && cols >= 1, "a matrix has at least one row and column: %s x %s", rows, cols);
    checkSize(type, rows, cols);
    return new Matrix(Nd4j.createUninitializedDetached(type, 'c', rows, cols), rows, cols);
  }

  /**
   * @throws IllegalArgumentException if such a matrix would take 2 GiB or more
   */
  static void checkSize(DataType type, int rows, int cols) {
    checkArgument(
        (long) rows * cols * type.width() <= Integer.MAX_VALUE,
        "a matrix of %s x %s takes more than 2 GiB; process it in blocks of rows",
        rows,
        cols);
  }

  /** How many rows stay below 2 GiB. */
  public static int mostRows(DataType type, int cols) {
    return Integer.MAX_VALUE / type.width() / cols;
  }

  /** A new matrix of zeros. */
  public static Matrix zeros(DataType type, int rows, int cols) {
    Matrix matrix = uninitialized(type, rows, cols);
    matrix.array().assign(0);
    return matrix;
  }

  /** A new 32-bit matrix with a copy of {@code data}, row by row. */
  public static Matrix of(int rows, int cols, float... data) {
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

  public int size() {
    return rows * cols;
  }

  public DataType type() {
    return memory.data.dataType();
  }

  /** The ND4J array itself, c-ordered, not a copy. */
  public INDArray array() {
    if (array == null) {
      array = Nd4j.create(memory.data, new long[] {rows, cols}, new long[] {cols, 1}, 0, 'c');
    }
    return array;
  }

  /** Overwrites the content, row by row. */
  public void set(float[] data) {
    checkArgument(data.length == size(), "%s values for %s x %s", data.length, rows, cols);
    if (type() == DataType.FLOAT && isHostMemory()) {
      buffer().put(0, data);
    } else {
      array().assign(Nd4j.createFromArray(data).reshape(rows, cols));
    }
  }

  /** A copy of the content, row by row. */
  public float[] toFloats() {
    if (type() == DataType.FLOAT && isHostMemory()) {
      float[] data = new float[size()];
      buffer().get(0, data);
      return data;
    }
    return array().dup('c').data().asFloat();
  }

  /** Copies the content, row by row, to the beginning of {@code data}. */
  public void copyTo(float[] data) {
    if (type() == DataType.FLOAT && isHostMemory()) {
      buffer().get(0, data, 0, size());
    } else {
      System.arraycopy(toFloats(), 0, data, 0, size());
    }
  }

  /** The only element of a 1 x 1 matrix. */
  public double toScalar() {
    checkArgument(rows == 1 && cols == 1, "%s x %s is no scalar", rows, cols);
    return type() == DataType.FLOAT && isHostMemory() ? buffer().get(0) : array().getDouble(0);
  }

  /** A copy in another element type. */
  public Matrix castTo(DataType type) {
    return new Matrix(array().castTo(type).dup('c'), rows, cols);
  }

  public Matrix copy() {
    Matrix copy = uninitialized(type(), rows, cols);
    copy.array().assign(array());
    return copy;
  }

  /** The same memory under another shape of the same size. */
  Matrix reshaped(int newRows, int newCols) {
    checkArgument(
        newRows * newCols == size(), "%s x %s from %s x %s", newRows, newCols, rows, cols);
    return viewedAs(newRows, newCols);
  }

  /**
   * The beginning of this matrix's memory, which may be larger than this matrix, under another
   * shape. This matrix itself if it has the shape.
   */
  Matrix viewedAs(int newRows, int newCols) {
    return newRows == rows && newCols == cols ? this : new Matrix(memory, newRows, newCols);
  }

  /** How many elements the memory holds of which this matrix is the beginning. */
  int capacity() {
    return Math.toIntExact(memory.data.length());
  }

  /** Whether kernels that run on the CPU may touch the memory. */
  private static boolean isHostMemory() {
    return Backend.isCpu();
  }

  FloatBuffer buffer() {
    if (buffer == null) {
      buffer = memory.buffer().slice(0, size());
    }
    return buffer;
  }

  /** Where the memory begins, which may be larger than this matrix. */
  FloatPointer pointer() {
    return memory.pointer();
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " x " + cols + ", " + type() + "]";
  }
}
