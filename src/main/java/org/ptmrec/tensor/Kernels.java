package org.ptmrec.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The arithmetic that the tape is made of. Two implementations: {@link CpuKernels} (fused Java and
 * the BLAS that ND4J ships) and {@link Nd4jKernels} (ND4J operations only, what CUDA runs). A
 * parameterised test holds them equal; a further backend implements this interface and nothing
 * else.
 *
 * <p>All matrices are row-major; {@code beta} scales what the output held before (0: overwritten).
 * Results depend on shapes and values only, never on the number of threads.
 */
public interface Kernels {

  boolean supports(DataType type);

  /** c = alpha·op(a)·op(b) + beta·c. */
  void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c);

  /**
   * y = x·wᵀ + bias + residual.
   *
   * @param bias [1, out], added to every row; null for none
   * @param residual shaped as y, and not y; null for none
   */
  default void linear(
      Matrix x, Matrix w, @Nullable Matrix bias, @Nullable Matrix residual, Matrix y) {
    gemm(false, true, 1, x, w, 0, y);
    if (bias != null) {
      addRow(y, bias, y);
    }
    if (residual != null) {
      axpby(1, residual, 1, y);
    }
  }

  /** h = x·wᵀ + bias and y = f(h), where y may be h. */
  default void linear(Matrix x, Matrix w, Matrix bias, Unary function, Matrix h, Matrix y) {
    linear(x, w, bias, null, h);
    unary(function, h, y);
  }

  void fill(Matrix y, double value);

  /** y = alpha·x + beta·y. */
  void axpby(double alpha, Matrix x, double beta, Matrix y);

  /** y = a ⊙ b + beta·y. */
  void multiply(Matrix a, Matrix b, double beta, Matrix y);

  /** y = f(x). */
  void unary(Unary function, Matrix x, Matrix y);

  /** dx = dy ⊙ f'(x) + beta·dx, where y = f(x); dx may be dy. */
  void unaryBackward(Unary function, Matrix x, Matrix y, Matrix dy, double beta, Matrix dx);

  /** x = 1/√max(x, least). */
  void inverseRoot(Matrix x, double least);

  /** y = x + row, the row [1, d] added to every row. */
  void addRow(Matrix x, Matrix row, Matrix y);

  /** y = x ⊙ row + beta·y, the row [1, d] multiplied into every row. */
  void multiplyRow(Matrix x, Matrix row, double beta, Matrix y);

  /** y = x ⊙ column + beta·y, the column [n, 1] multiplied into every column. */
  void multiplyColumn(Matrix x, Matrix column, double beta, Matrix y);

  /** row [1, d] = sums of the columns + beta·row. */
  void columnSums(Matrix x, double beta, Matrix row);

  /** row [1, d] = dot products of the columns of a and b + beta·row. */
  void columnDots(Matrix a, Matrix b, double beta, Matrix row);

  /** column [n, 1] = dot products of the rows of a and b + beta·column. */
  void rowDots(Matrix a, Matrix b, double beta, Matrix column);

  /** column [n, 1] = sums of the rows + beta·column. */
  void rowSums(Matrix x, double beta, Matrix column);

  /** Copies (or adds) a block of x at (xRow, xCol) to the block of y at (yRow, yCol). */
  void block(
      Matrix x, int xRow, int xCol, Matrix y, int yRow, int yCol, int rows, int cols, boolean add);

  /** The columns of y from {@code column} on: y[i] = x[rows[i]]. */
  void gather(Matrix x, int[] rows, Matrix y, int column);

  /** x[rows[i]] += y[i], in order of i. */
  void scatterAdd(Matrix y, int[] rows, Matrix x);

  /** column [n, 1] = dot products of a[i] and b[rows[i]]. */
  default void rowDots(Matrix a, Matrix b, int[] rows, Matrix column, MatrixPool pool) {
    Matrix gathered = pool.take(rows.length, b.cols());
    gather(b, rows, gathered, 0);
    rowDots(a, gathered, 0, column);
    pool.give(gathered);
  }

  /** y[i] = x[rows[i]]·column[i] + beta·y[i]. */
  default void multiplyColumn(
      Matrix x, int[] rows, Matrix column, double beta, Matrix y, MatrixPool pool) {
    Matrix gathered = pool.take(rows.length, x.cols());
    gather(x, rows, gathered, 0);
    multiplyColumn(gathered, column, beta, y);
    pool.give(gathered);
  }

  /** x[rows[i]] += y[i]·column[i], in order of i. */
  default void scatterAdd(Matrix y, Matrix column, int[] rows, Matrix x, MatrixPool pool) {
    Matrix scaled = pool.take(y.rows(), y.cols());
    multiplyColumn(y, column, 0, scaled);
    scatterAdd(scaled, rows, x);
    pool.give(scaled);
  }

  /** y = alpha·a·x + beta·z, where y may be z but not x. */
  void sparse(SparseMatrix a, double alpha, Matrix x, double beta, Matrix z, Matrix y);

  /** y[i] = row rows[i] of a·x. */
  default void sparse(SparseMatrix a, int[] rows, Matrix x, Matrix y, MatrixPool pool) {
    Matrix product = pool.take(a.rows(), x.cols());
    sparse(a, 1, x, 0, product, product);
    gather(product, rows, y, 0);
    pool.give(product);
  }

  /** dx = the derivative of those rows of a·x + beta·dx; rows are distinct. */
  default void sparseBackward(
      SparseMatrix a, int[] rows, Matrix dy, double beta, Matrix dx, MatrixPool pool) {
    Matrix spread = pool.take(a.rows(), dy.cols());
    fill(spread, 0);
    scatterAdd(dy, rows, spread);
    sparse(a.transpose(), 1, spread, beta, dx, dx);
    pool.give(spread);
  }

  /** y = the mean of the powers of a sparse matrix times the parts of x. */
  default void powerMean(PowerMean mean, Matrix[] x, Matrix y, MatrixPool pool) {
    mean.forward(this, x, y, pool);
  }

  /** The derivative of {@link #powerMean} by those parts of x that have a gradient. */
  default void powerMeanBackward(
      PowerMean mean, Matrix dy, List<PowerMean.Gradient> dx, MatrixPool pool) {
    mean.backward(this, dy, dx, pool);
  }

  /**
   * Row-wise (x−mean)/√(variance+epsilon)·gamma + beta; statistics [n, 2] receives mean and 1/√(…).
   */
  void layerNorm(Matrix x, Matrix gamma, Matrix beta, double epsilon, Matrix y, Matrix statistics);

  /** dx += the derivative of {@link #layerNorm} by x. */
  void layerNormBackward(Matrix x, Matrix gamma, Matrix statistics, Matrix dy, Matrix dx);

  /** y = (x−mean)/√(…): what gamma's gradient needs. */
  void standardize(Matrix x, Matrix statistics, Matrix y);

  /** Row-wise softmax, or its logarithm. */
  void softmax(Matrix x, boolean logarithm, Matrix y);

  /** dx += the derivative of {@link #softmax}. */
  void softmaxBackward(Matrix y, boolean logarithm, Matrix dy, Matrix dx);

  /**
   * In place: row i becomes softmax(row i) − e_i, and losses [n, 1] receives −ln softmax(row i)_i.
   */
  void crossEntropy(Matrix logits, Matrix losses);

  /**
   * Multi-head attention of packed queries, keys and values.
   *
   * @param qkv [batch·length, 3·width], columns q, k, v
   * @param weights [batch·heads·length, length] receives the attention weights
   * @param y [batch·length, width]
   */
  void attention(Matrix qkv, AttentionShape shape, Matrix weights, Matrix y);

  /** dqkv = the derivative of {@link #attention} + beta·dqkv; weights is overwritten. */
  void attentionBackward(
      Matrix qkv, AttentionShape shape, Matrix weights, Matrix dy, double beta, Matrix dqkv);

  /** How sequences and heads lie in a packed attention matrix. */
  record AttentionShape(int batch, int length, int heads, boolean causal) {}
}
