package org.ptmrec.tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Products by the BLAS that ND4J ships, called with one BLAS thread and split over ours: OpenBLAS
 * gives other bits with two threads than with one, our blocks do not, and two of them side by side
 * are faster.
 */
final class CpuGemm {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;
  private static final double FLOPS_WORTH_SPLITTING = 4e6;
  private static final int LEAST_BLOCK = 384;

  static {
    openblas.blas_set_num_threads(1);
  }

  private CpuGemm() {}

  static void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c) {
    int m = c.rows();
    int n = c.cols();
    int k = transposeA ? a.rows() : a.cols();
    boolean byRows = m * 4L >= n;
    int length = byRows ? m : n;
    int blocks = 2.0 * m * n * k < FLOPS_WORTH_SPLITTING ? 1 : blocks(length);
    Parallel.run(
        blocks,
        block -> {
          int from = (int) ((long) length * block / blocks);
          int to = (int) ((long) length * (block + 1) / blocks);
          int row = byRows ? from : 0;
          int col = byRows ? 0 : from;
          strided(
              transposeA,
              transposeB,
              byRows ? to - from : m,
              byRows ? n : to - from,
              k,
              (float) alpha,
              a,
              transposeA ? row : (long) row * a.cols(),
              a.cols(),
              b,
              transposeB ? (long) col * b.cols() : col,
              b.cols(),
              (float) beta,
              c,
              (long) row * n + col,
              n);
        });
  }

  /** A power of two, so that two threads share evenly; from the shape only. */
  private static int blocks(int length) {
    int blocks = length >= 64 ? 2 : 1;
    while (length / (2 * blocks) >= LEAST_BLOCK) {
      blocks *= 2;
    }
    return blocks;
  }

  /** One call of the BLAS on blocks that start {@code offset} elements into their matrices. */
  static void strided(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float alpha,
      Matrix a,
      long offsetA,
      int strideA,
      Matrix b,
      long offsetB,
      int strideB,
      float beta,
      Matrix c,
      long offsetC,
      int strideC) {
    openblas_nolapack.cblas_sgemm(
        ROW_MAJOR,
        transposeA ? TRANSPOSE : NO_TRANSPOSE,
        transposeB ? TRANSPOSE : NO_TRANSPOSE,
        m,
        n,
        k,
        alpha,
        at(a, offsetA),
        strideA,
        at(b, offsetB),
        strideB,
        beta,
        at(c, offsetC),
        strideC);
  }

  private static FloatPointer at(Matrix matrix, long offset) {
    FloatPointer pointer = matrix.pointer();
    return offset == 0 ? pointer : new FloatPointer(pointer).position(pointer.position() + offset);
  }
}
