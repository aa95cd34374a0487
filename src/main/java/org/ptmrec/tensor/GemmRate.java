package org.ptmrec.tensor;

import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the machine's own matrix product reaches at this moment: {@code Nd4j.gemm} of two 2048 x
 * 2048 matrices in f-order, on all processors. The yardstick for everything built on products.
 */
public final class GemmRate {
  private static final int SIZE = 2048;
  private static final int REPETITIONS = 3;

  private final INDArray a = Nd4j.rand(DataType.FLOAT, SIZE, SIZE).dup('f');
  private final INDArray b = Nd4j.rand(DataType.FLOAT, SIZE, SIZE).dup('f');
  private final INDArray c = Nd4j.createUninitialized(DataType.FLOAT, new long[] {SIZE, SIZE}, 'f');

  /** In 10^9 operations a second, the best of three products. */
  public double gigaflops() {
    Backend.kernels(); // sets the number of BLAS threads to one, once
    if (Backend.isCpu()) {
      openblas.blas_set_num_threads(Runtime.getRuntime().availableProcessors());
    }
    try {
      double best = 0;
      for (int i = 0; i < REPETITIONS; i++) {
        long begin = System.nanoTime();
        Nd4j.gemm(a, b, c, false, false, 1, 0);
        Nd4j.getExecutioner().commit();
        best = Math.max(best, 2.0 * SIZE * SIZE * SIZE / (System.nanoTime() - begin));
      }
      return best;
    } finally {
      if (Backend.isCpu()) {
        openblas.blas_set_num_threads(1);
      }
    }
  }
}
