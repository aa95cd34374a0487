package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;

import org.jspecify.annotations.Nullable;

/**
 * Linear layers. A product always adds to what is there, if only to zeros; here that is the bias
 * and the residual, so that neither costs a pass of its own. What follows a block's product is done
 * while the block is in the cache.
 */
final class CpuLinear {
  private CpuLinear() {}

  static void linear(
      Matrix x, Matrix w, @Nullable Matrix bias, @Nullable Matrix residual, Matrix y) {
    if (bias == null && residual == null) {
      CpuGemm.gemm(false, true, 1, x, w, 0, y);
      return;
    }
    float[] b = bias == null ? new float[y.cols()] : bias.toFloats();
    CpuGemm.gemm(
        false, true, 1, x, w, 1, y, block -> begin(b, residual, y, block), CpuGemm.NOTHING);
  }

  static void linear(Matrix x, Matrix w, Matrix bias, Unary function, Matrix h, Matrix y) {
    float[] b = bias.toFloats();
    CpuGemm.gemm(
        false,
        true,
        1,
        x,
        w,
        1,
        h,
        block -> begin(b, null, h, block),
        block -> apply(function, h, y, block));
  }

  private static void begin(
      float[] bias, @Nullable Matrix residual, Matrix y, CpuGemm.Block block) {
    int length = block.cols();
    float[] row = Scratch.slot(0, length);
    for (int i = block.row(); i < block.row() + block.rows(); i++) {
      int at = i * y.cols() + block.col();
      if (residual == null) {
        y.buffer().put(at, bias, block.col(), length);
      } else {
        residual.buffer().get(at, row, 0, length);
        for (int j = 0; j < length; j++) {
          row[j] += bias[block.col() + j];
        }
        y.buffer().put(at, row, 0, length);
      }
    }
  }

  private static void apply(Unary function, Matrix h, Matrix y, CpuGemm.Block block) {
    int length = block.cols();
    float[] a = Scratch.slot(0, length + LANES);
    float[] b = Scratch.slot(1, length + LANES);
    for (int i = block.row(); i < block.row() + block.rows(); i++) {
      int at = i * y.cols() + block.col();
      h.buffer().get(at, a, 0, length);
      CpuElementwise.values(function, a, b, length);
      y.buffer().put(at, b, 0, length);
    }
  }
}
