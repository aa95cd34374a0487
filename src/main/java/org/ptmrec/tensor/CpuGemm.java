package org.ptmrec.tensor;

import java.util.Arrays;
import java.util.function.Consumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;

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

  /** Every block packs the other factor anew: shorter ones cost a twentieth of the speed. */
  private static final int LEAST_BLOCK = 800;

  /** Sums that are this long, of a result that fits a core's cache, are split over the threads. */
  private static final int LONG_SUM = 2048;

  private static final int SMALL_RESULT = 1 << 16;
  private static final int LEAST_PART = 850;
  private static final int MOST_PARTS = 8;
  private static final int SUMMED_AT_ONCE = 4096;

  /** What the parts of a split sum come to. */
  private static final ThreadLocal<Matrix> PARTS =
      ThreadLocal.withInitial(() -> Matrix.uninitialized(DataType.FLOAT, 1, 1));

  static {
    openblas.blas_set_num_threads(1);
  }

  private CpuGemm() {}

  /** A part of a result. */
  record Block(int row, int rows, int col, int cols) {}

  /** Does nothing before or after the product of a block. */
  static final Consumer<Block> NOTHING = block -> {};

  static void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c) {
    gemm(transposeA, transposeB, alpha, a, b, beta, c, NOTHING, NOTHING);
  }

  /** As the product, with something else done before and after the product of each block. */
  static void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c,
      Consumer<Block> before,
      Consumer<Block> after) {
    int m = c.rows();
    int n = c.cols();
    int k = transposeA ? a.rows() : a.cols();
    if (transposeA && !transposeB && k >= LONG_SUM && m * n <= SMALL_RESULT) {
      sumInParts(alpha, a, b, beta, c);
      return;
    }
    boolean byRows = m * 4L >= n;
    int length = byRows ? m : n;
    int blocks = 2.0 * m * n * k < FLOPS_WORTH_SPLITTING ? 1 : blocks(length);
    Parallel.run(
        blocks,
        number -> {
          int from = (int) ((long) length * number / blocks);
          int to = (int) ((long) length * (number + 1) / blocks);
          int row = byRows ? from : 0;
          int col = byRows ? 0 : from;
          Block block = new Block(row, byRows ? to - from : m, col, byRows ? n : to - from);
          before.accept(block);
          strided(
              transposeA,
              transposeB,
              block.rows(),
              block.cols(),
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
          after.accept(block);
        });
  }

  /**
   * c = alpha·aᵀ·b + beta·c, such as the gradient of a layer's weights: split over the rows of a
   * and b, which every thread then reads once. The parts depend on the shape and are added in
   * order.
   */
  private static void sumInParts(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    int size = c.size();
    int k = a.rows();
    int parts = Integer.highestOneBit(Math.min(MOST_PARTS, k / LEAST_PART));
    if (PARTS.get().size() < parts * size) {
      PARTS.set(Matrix.uninitialized(DataType.FLOAT, parts, size));
    }
    Matrix sums = PARTS.get();
    Parallel.run(
        parts,
        part -> {
          int from = (int) ((long) k * part / parts);
          int to = (int) ((long) k * (part + 1) / parts);
          strided(
              true,
              false,
              c.rows(),
              c.cols(),
              to - from,
              (float) alpha,
              a,
              (long) from * a.cols(),
              a.cols(),
              b,
              (long) from * b.cols(),
              b.cols(),
              0,
              sums,
              (long) part * size,
              c.cols());
        });
    Parallel.run(
        (size + SUMMED_AT_ONCE - 1) / SUMMED_AT_ONCE,
        block -> add(sums, parts, (float) beta, c, block * SUMMED_AT_ONCE));
  }

  private static void add(Matrix sums, int parts, float beta, Matrix c, int from) {
    int size = c.size();
    int length = Math.min(SUMMED_AT_ONCE, size - from);
    float[] total = Scratch.slot(0, length);
    float[] part = Scratch.slot(1, length);
    if (beta == 0) {
      Arrays.fill(total, 0, length, 0);
    } else {
      c.buffer().get(from, total, 0, length);
      for (int i = 0; i < length; i++) {
        total[i] *= beta;
      }
    }
    for (int p = 0; p < parts; p++) {
      sums.buffer().get(p * size + from, part, 0, length);
      for (int i = 0; i < length; i++) {
        total[i] += part[i];
      }
    }
    c.buffer().put(from, total, 0, length);
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
