package org.ptmrec.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** 32-bit kernels for the CPU: ND4J's memory and BLAS, everything row-wise in fused Java. */
public final class CpuKernels implements Kernels {
  public static final CpuKernels INSTANCE = new CpuKernels();

  private CpuKernels() {}

  @Override
  public boolean supports(DataType type) {
    return type == DataType.FLOAT;
  }

  @Override
  public void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c) {
    CpuGemm.gemm(transposeA, transposeB, alpha, a, b, beta, c);
  }

  @Override
  public void linear(
      Matrix x, Matrix w, @Nullable Matrix bias, @Nullable Matrix residual, Matrix y) {
    CpuLinear.linear(x, w, bias, residual, y);
  }

  @Override
  public void linear(Matrix x, Matrix w, Matrix bias, Unary function, Matrix h, Matrix y) {
    CpuLinear.linear(x, w, bias, function, h, y);
  }

  @Override
  public void fill(Matrix y, double value) {
    CpuElementwise.fill(y, (float) value);
  }

  @Override
  public void axpby(double alpha, Matrix x, double beta, Matrix y) {
    CpuElementwise.axpby(alpha, x, beta, y);
  }

  @Override
  public void multiply(Matrix a, Matrix b, double beta, Matrix y) {
    CpuElementwise.multiply(a, b, beta, y);
  }

  @Override
  public void unary(Unary function, Matrix x, Matrix y) {
    CpuElementwise.unary(function, x, y);
  }

  @Override
  public void unaryBackward(Unary function, Matrix x, Matrix y, Matrix dy, double beta, Matrix dx) {
    CpuElementwise.unaryBackward(function, x, y, dy, beta, dx);
  }

  @Override
  public void inverseRoot(Matrix x, double least) {
    CpuElementwise.inverseRoot(x, (float) least);
  }

  @Override
  public void addRow(Matrix x, Matrix row, Matrix y) {
    CpuRows.addRow(x, row, y);
  }

  @Override
  public void multiplyRow(Matrix x, Matrix row, double beta, Matrix y) {
    CpuRows.multiplyRow(x, row, beta, y);
  }

  @Override
  public void multiplyColumn(Matrix x, Matrix column, double beta, Matrix y) {
    CpuRows.multiplyColumn(x, column, beta, y);
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix row) {
    CpuRows.columnSums(x, null, beta, row);
  }

  @Override
  public void columnDots(Matrix a, Matrix b, double beta, Matrix row) {
    CpuRows.columnSums(a, b, beta, row);
  }

  @Override
  public void rowDots(Matrix a, Matrix b, double beta, Matrix column) {
    CpuRows.rowDots(a, b, beta, column);
  }

  @Override
  public void rowSums(Matrix x, double beta, Matrix column) {
    CpuRows.rowSums(x, beta, column);
  }

  @Override
  public void block(
      Matrix x, int xRow, int xCol, Matrix y, int yRow, int yCol, int rows, int cols, boolean add) {
    CpuRows.block(x, xRow, xCol, y, yRow, yCol, rows, cols, add);
  }

  @Override
  public void gather(Matrix x, int[] rows, Matrix y, int column) {
    CpuGather.gather(x, rows, y, column);
  }

  @Override
  public void scatterAdd(Matrix y, int[] rows, Matrix x) {
    CpuGather.scatterAdd(y, null, rows, x);
  }

  @Override
  public void rowDots(Matrix a, Matrix b, int[] rows, Matrix column, MatrixPool pool) {
    CpuGather.rowDots(a, b, rows, column);
  }

  @Override
  public void multiplyColumn(
      Matrix x, int[] rows, Matrix column, double beta, Matrix y, MatrixPool pool) {
    CpuGather.multiplyColumn(x, rows, column, beta, y);
  }

  @Override
  public void scatterAdd(Matrix y, Matrix column, int[] rows, Matrix x, MatrixPool pool) {
    CpuGather.scatterAdd(y, column, rows, x);
  }

  @Override
  public void sparse(SparseMatrix a, double alpha, Matrix x, double beta, Matrix z, Matrix y) {
    CpuSparse.multiply(a, (float) alpha, x, (float) beta, z, y);
  }

  @Override
  public void sparse(SparseMatrix a, int[] rows, Matrix x, Matrix y, MatrixPool pool) {
    CpuSparse.multiply(a, rows, x, y);
  }

  @Override
  public void sparseBackward(
      SparseMatrix a, int[] rows, Matrix dy, double beta, Matrix dx, MatrixPool pool) {
    CpuSparse.multiplyBackward(a, rows, dy, (float) beta, dx);
  }

  @Override
  public void powerMean(PowerMean mean, Matrix[] x, Matrix y, MatrixPool pool) {
    if (mean.steps() == 0) {
      mean.forward(this, x, y, pool);
    } else {
      CpuPowerMean.forward(mean, x, y);
    }
  }

  @Override
  public void powerMeanBackward(
      PowerMean mean, Matrix dy, List<PowerMean.Gradient> dx, MatrixPool pool) {
    if (mean.steps() == 0) {
      mean.backward(this, dy, dx, pool);
    } else {
      CpuPowerMean.backward(mean, dy, dx);
    }
  }

  @Override
  public void layerNorm(
      Matrix x, Matrix gamma, Matrix beta, double epsilon, Matrix y, Matrix statistics) {
    CpuNormalization.layerNorm(x, gamma, beta, epsilon, y, statistics);
  }

  @Override
  public void layerNormBackward(Matrix x, Matrix gamma, Matrix statistics, Matrix dy, Matrix dx) {
    CpuNormalization.layerNormBackward(x, gamma, statistics, dy, dx);
  }

  @Override
  public void standardize(Matrix x, Matrix statistics, Matrix y) {
    CpuNormalization.standardize(x, statistics, y);
  }

  @Override
  public void softmax(Matrix x, boolean logarithm, Matrix y) {
    CpuNormalization.softmax(x, logarithm, y);
  }

  @Override
  public void softmaxBackward(Matrix y, boolean logarithm, Matrix dy, Matrix dx) {
    CpuNormalization.softmaxBackward(y, logarithm, dy, dx);
  }

  @Override
  public void crossEntropy(Matrix logits, Matrix losses) {
    CpuNormalization.crossEntropy(logits, losses);
  }

  @Override
  public void attention(Matrix qkv, AttentionShape shape, Matrix weights, Matrix y) {
    CpuAttention.forward(qkv, shape, weights, y);
  }

  @Override
  public void attentionBackward(
      Matrix qkv, AttentionShape shape, Matrix weights, Matrix dy, double beta, Matrix dqkv) {
    CpuAttention.backward(qkv, shape, weights, dy, (float) beta, dqkv);
  }
}
