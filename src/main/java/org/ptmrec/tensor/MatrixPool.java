package org.ptmrec.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Hands out matrices and takes them back. A fresh output array costs page faults (22 to 30 ms
 * against 0.7 for a reused one, measured), so a training step must find all of its memory here, and
 * the next step too, although its batch has other numbers of items and tokens: memory comes in
 * sizes a quarter apart, a matrix is a view of the beginning of one, and one of up to twice the
 * size serves where none of the very size is free.
 */
final class MatrixPool {
  /** Smaller matrices share a size. */
  private static final int LEAST = 64;

  private final DataType type;

  /** By capacity, in elements; no list is empty. */
  private final TreeMap<Integer, Deque<Matrix>> free = new TreeMap<>();

  private long allocated;
  private long bytes;
  private long mostBytes;

  MatrixPool(DataType type) {
    this.type = type;
  }

  /**
   * A matrix with undefined content.
   *
   * @throws IllegalArgumentException if it would take 2 GiB or more
   */
  Matrix take(int rows, int cols) {
    Matrix.checkSize(type, rows, cols);
    int capacity = Math.min(capacity(rows * cols), Matrix.mostRows(type, 1));
    Map.Entry<Integer, Deque<Matrix>> fitting = free.ceilingEntry(capacity);
    if (fitting != null && fitting.getKey() <= 2L * capacity) {
      Matrix matrix = fitting.getValue().pop();
      if (fitting.getValue().isEmpty()) {
        free.remove(fitting.getKey());
      }
      return matrix.viewedAs(rows, cols);
    }
    allocated++;
    bytes += (long) capacity * type.width();
    mostBytes = Math.max(mostBytes, bytes);
    return Matrix.uninitialized(type, 1, capacity).viewedAs(rows, cols);
  }

  /** Takes back what {@link #take} gave. */
  void give(Matrix matrix) {
    free.computeIfAbsent(matrix.capacity(), key -> new ArrayDeque<>()).push(matrix);
  }

  /** Lets go of what is free; what is in use comes back here still. */
  void clear() {
    free.forEach((capacity, matrices) -> bytes -= (long) capacity * type.width() * matrices.size());
    free.clear();
  }

  /** How many matrices were ever allocated: constant once training has warmed up. */
  long allocated() {
    return allocated;
  }

  /** The most memory that was held at a time. */
  long bytes() {
    return mostBytes;
  }

  /** The next of 2^k and 1.25, 1.5 and 1.75 times it. */
  static int capacity(int size) {
    if (size <= LEAST) {
      return LEAST;
    }
    int step = Math.max(1, Integer.highestOneBit(size - 1) >>> 2);
    long capacity = ((long) size + step - 1) / step * step;
    return (int) Math.min(capacity, Integer.MAX_VALUE);
  }
}
