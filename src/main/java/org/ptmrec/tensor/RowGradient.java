package org.ptmrec.tensor;

import java.util.Arrays;

/**
 * The gradient of a table of which a step reads few rows: those rows alone, in the order in which
 * they came, in an array. Nothing of the table's size is cleared or read.
 */
final class RowGradient {
  /** A power of two; rows are shared out by their numbers. */
  private static final int BLOCKS = 8;

  private static final int WORTH_SPLITTING = 1 << 14;

  private final int width;

  /** Where in {@link #values} a row is, −1 if it is not. */
  private final int[] slotOf;

  private int[] rows = new int[0];
  private int count;
  private float[] values = new float[0];

  RowGradient(int tableRows, int width) {
    this.width = width;
    slotOf = new int[tableRows];
    Arrays.fill(slotOf, -1);
  }

  /**
   * Adds {@code dy[i]} to row {@code which[i]}, in the order of i: the order of additions is part
   * of the result.
   */
  void add(Matrix dy, int[] which) {
    int[] slots = slots(which);
    int blocks = which.length * width < WORTH_SPLITTING ? 1 : BLOCKS;
    Parallel.run(
        blocks,
        block -> {
          float[] a = Scratch.slot(0, width);
          for (int i = 0; i < slots.length; i++) {
            int slot = slots[i] < 0 ? ~slots[i] : slots[i];
            if ((slot & (blocks - 1)) != block) {
              continue;
            }
            if (slots[i] < 0) {
              dy.buffer().get(i * width, values, slot * width, width);
            } else {
              dy.buffer().get(i * width, a, 0, width);
              for (int j = 0, at = slot * width; j < width; j++, at++) {
                values[at] += a[j];
              }
            }
          }
        });
  }

  /** Where each row's gradient is; the complement where nothing has been added to it before. */
  private int[] slots(int[] which) {
    int needed = Math.min(slotOf.length, count + which.length);
    if (rows.length < needed) {
      int capacity = Math.min(slotOf.length, Math.max(needed, 2 * rows.length));
      rows = Arrays.copyOf(rows, capacity);
      values = Arrays.copyOf(values, Math.multiplyExact(capacity, width));
    }
    int[] slots = new int[which.length];
    for (int i = 0; i < which.length; i++) {
      int slot = slotOf[which[i]];
      if (slot < 0) {
        rows[count] = which[i];
        slotOf[which[i]] = count;
        slot = ~count++;
      }
      slots[i] = slot;
    }
    return slots;
  }

  /** The rows that have a gradient, distinct. */
  int[] rows() {
    return Arrays.copyOf(rows, count);
  }

  /** Their gradients one after the other: the row {@code rows()[i]}'s begins at i · width. */
  float[] values() {
    return values;
  }

  void addTo(Matrix table) {
    float[] sum = new float[width];
    for (int slot = 0; slot < count; slot++) {
      table.buffer().get(rows[slot] * width, sum);
      for (int j = 0; j < width; j++) {
        sum[j] += values[slot * width + j];
      }
      table.buffer().put(rows[slot] * width, sum);
    }
  }

  /** Forgets everything, at the cost of the rows in use. */
  void clear() {
    for (int slot = 0; slot < count; slot++) {
      slotOf[rows[slot]] = -1;
    }
    count = 0;
  }
}
