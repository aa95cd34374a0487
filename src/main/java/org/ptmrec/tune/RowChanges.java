package org.ptmrec.tune;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.ptmrec.schema.ChangedRows;

/**
 * The rows of a parameter that a worker has changed in a round: all that has to travel. Of tables
 * of users and items a round changes few.
 *
 * @param name of the parameter
 * @param rows ascending
 * @param values [rows, columns], as they are now
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowChanges(String name, int[] rows, float[] values) {

  /**
   * Whatever differs, to the last bit.
   *
   * @param before [rows, columns]
   * @param after [rows, columns]
   */
  static RowChanges between(String name, int columns, float[] before, float[] after) {
    int[] rows = new int[before.length / columns];
    int changed = 0;
    for (int row = 0; row < before.length / columns; row++) {
      int from = row * columns;
      int to = from + columns;
      if (!Arrays.equals(before, from, to, after, from, to)) {
        rows[changed++] = row;
      }
    }
    float[] values = new float[changed * columns];
    for (int i = 0; i < changed; i++) {
      System.arraycopy(after, rows[i] * columns, values, i * columns, columns);
    }
    return new RowChanges(name, Arrays.copyOf(rows, changed), values);
  }

  static RowChanges of(ChangedRows saved) {
    ByteBuffer numbers = saved.getRows().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int[] rows = new int[numbers.remaining() / Integer.BYTES];
    numbers.asIntBuffer().get(rows);
    ByteBuffer data = saved.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[data.remaining() / Float.BYTES];
    data.asFloatBuffer().get(values);
    checkArgument(
        rows.length == 0 ? values.length == 0 : values.length % rows.length == 0,
        "%s values are no %s rows of %s",
        values.length,
        rows.length,
        saved.getName());
    return new RowChanges(saved.getName(), rows, values);
  }

  ChangedRows toRecord() {
    ByteBuffer numbers =
        ByteBuffer.allocate(Integer.BYTES * rows.length).order(ByteOrder.LITTLE_ENDIAN);
    numbers.asIntBuffer().put(rows);
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new ChangedRows(name, numbers, data);
  }
}
