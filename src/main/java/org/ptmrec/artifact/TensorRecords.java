package org.ptmrec.artifact;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ptmrec.schema.Tensor;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;

/** Matrices as Avro records: row-major little-endian 32-bit floats. */
public final class TensorRecords {
  private TensorRecords() {}

  public static Tensor of(String name, Matrix matrix) {
    return of(name, matrix.rows(), matrix.cols(), matrix.toFloats(), 0);
  }

  /** Some of {@code data}, row by row from {@code offset} on. */
  public static Tensor of(String name, int rows, int cols, float[] data, int offset) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * rows * cols).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(data, offset, rows * cols);
    return Tensor.newBuilder().setName(name).setShape(List.of(rows, cols)).setData(bytes).build();
  }

  /** A parameter's value under its name. */
  public static Tensor of(Parameter parameter) {
    return of(parameter.name(), parameter.value());
  }

  /** A copy of the elements. */
  public static float[] values(Tensor tensor) {
    ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[data.remaining() / 4];
    data.asFloatBuffer().get(values);
    return values;
  }

  /**
   * @throws IllegalArgumentException if the record is not a matrix of its own shape
   */
  public static Matrix matrix(Tensor tensor) {
    List<Integer> shape = tensor.getShape();
    float[] values = values(tensor);
    checkArgument(
        shape.size() == 2 && (long) shape.get(0) * shape.get(1) == values.length,
        "tensor %s has shape %s and %s elements",
        tensor.getName(),
        shape,
        values.length);
    return Matrix.of(shape.get(0), shape.get(1), values);
  }
}
