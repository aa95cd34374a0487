package org.ptmrec.tensor;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Kernels of ND4J operations only, for any backend and for 64-bit gradient checks. What CUDA runs;
 * on a CPU {@link CpuKernels} is several times faster. Not run on a GPU so far.
 */
public final class Nd4jKernels implements Kernels {
  public static final Nd4jKernels INSTANCE = new Nd4jKernels();

  private Nd4jKernels() {}

  @Override
  public boolean supports(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE;
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
    // A row-major matrix is the f-ordered transpose, and cᵀ = op(b)ᵀ·op(a)ᵀ: no copies.
    Nd4j.gemm(
        b.array().transpose(),
        a.array().transpose(),
        c.array().transpose(),
        transposeB,
        transposeA,
        alpha,
        beta);
  }

  @Override
  public void fill(Matrix y, double value) {
    y.array().assign(value);
  }

  @Override
  public void axpby(double alpha, Matrix x, double beta, Matrix y) {
    store(x.array().mul(alpha), beta, y);
  }

  @Override
  public void multiply(Matrix a, Matrix b, double beta, Matrix y) {
    store(a.array().mul(b.array()), beta, y);
  }

  private static void store(INDArray result, double beta, Matrix y) {
    if (beta != 0) {
      result.addi(y.array().mul(beta));
    }
    y.array().assign(result);
  }

  @Override
  public void unary(Unary function, Matrix x, Matrix y) {
    y.array().assign(value(function, x.array()));
  }

  private static INDArray value(Unary function, INDArray x) {
    switch (function) {
      case SIGMOID:
        return Transforms.sigmoid(x, true);
      case TANH:
        return Transforms.tanh(x, true);
      case QUICK_GELU:
        return Transforms.sigmoid(x.mul(1.702), false).muli(x);
      case GELU:
        return normalCdf(x).muli(x);
      case LOG_SIGMOID:
        // min(x, 0) − ln(1 + e^−|x|)
        INDArray tail = Transforms.exp(Transforms.abs(x, true).negi(), false).addi(1);
        return Transforms.min(x, 0, true).subi(Transforms.log(tail, false));
      case EXP:
        return Transforms.exp(x, true);
      case LOG:
        return Transforms.log(x, true);
    }
    throw new AssertionError(function);
  }

  @Override
  public void unaryBackward(Unary function, Matrix x, Matrix y, Matrix dy, double beta, Matrix dx) {
    store(slope(function, x.array(), y.array()).muli(dy.array()), beta, dx);
  }

  private static INDArray slope(Unary function, INDArray x, INDArray y) {
    switch (function) {
      case SIGMOID:
        return y.rsub(1).muli(y);
      case TANH:
        return y.mul(y).rsubi(1);
      case QUICK_GELU:
        INDArray s = Transforms.sigmoid(x.mul(1.702), false);
        return s.rsub(1).muli(x).muli(1.702).addi(1).muli(s);
      case GELU:
        INDArray density =
            Transforms.exp(x.mul(x).muli(-0.5), false).muli(1 / Math.sqrt(2 * Math.PI));
        return normalCdf(x).addi(density.muli(x));
      case LOG_SIGMOID:
        return Transforms.sigmoid(x.neg(), false);
      case EXP:
        return y.dup();
      case LOG:
        return x.rdiv(1);
    }
    throw new AssertionError(function);
  }

  private static INDArray normalCdf(INDArray x) {
    INDArray z = x.mul(Math.sqrt(0.5));
    return Nd4j.getExecutioner().exec(new Erf(z, z)).addi(1).muli(0.5);
  }

  @Override
  public void inverseRoot(Matrix x, double least) {
    x.array().assign(Transforms.sqrt(Transforms.max(x.array(), least, true), false).rdivi(1));
  }

  @Override
  public void addRow(Matrix x, Matrix row, Matrix y) {
    y.array().assign(x.array().addRowVector(row.array()));
  }

  @Override
  public void multiplyRow(Matrix x, Matrix row, double beta, Matrix y) {
    store(x.array().mulRowVector(row.array()), beta, y);
  }

  @Override
  public void multiplyColumn(Matrix x, Matrix column, double beta, Matrix y) {
    store(x.array().mulColumnVector(column.array()), beta, y);
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix row) {
    store(x.array().sum(true, 0), beta, row);
  }

  @Override
  public void columnDots(Matrix a, Matrix b, double beta, Matrix row) {
    store(a.array().mul(b.array()).sum(true, 0), beta, row);
  }

  @Override
  public void rowDots(Matrix a, Matrix b, double beta, Matrix column) {
    store(a.array().mul(b.array()).sum(true, 1), beta, column);
  }

  @Override
  public void rowSums(Matrix x, double beta, Matrix column) {
    store(x.array().sum(true, 1), beta, column);
  }

  @Override
  public void block(
      Matrix x, int xRow, int xCol, Matrix y, int yRow, int yCol, int rows, int cols, boolean add) {
    INDArray source = x.array().get(interval(xRow, xRow + rows), interval(xCol, xCol + cols));
    INDArray target = y.array().get(interval(yRow, yRow + rows), interval(yCol, yCol + cols));
    if (add) {
      target.addi(source);
    } else {
      target.assign(source);
    }
  }

  @Override
  public void gather(Matrix x, int[] rows, Matrix y, int column) {
    y.array()
        .get(all(), interval(column, column + x.cols()))
        .assign(Nd4j.pullRows(x.array(), 1, rows));
  }

  @Override
  public void scatterAdd(Matrix y, int[] rows, Matrix x) {
    Nd4jGraph.scatterAdd(y.array(), rows, x.array());
  }

  @Override
  public void sparse(SparseMatrix a, double alpha, Matrix x, double beta, Matrix z, Matrix y) {
    INDArray product = Nd4jGraph.multiply(a, x.array()).muli(alpha);
    y.array().assign(beta == 0 ? product : product.addi(z.array().mul(beta)));
  }

  @Override
  public void layerNorm(
      Matrix x, Matrix gamma, Matrix beta, double epsilon, Matrix y, Matrix statistics) {
    INDArray mean = x.array().mean(true, 1);
    INDArray centred = x.array().subColumnVector(mean);
    INDArray variance = centred.mul(centred).mean(true, 1);
    INDArray scale = Transforms.sqrt(variance.addi(epsilon), false).rdivi(1);
    statistics.array().putColumn(0, mean);
    statistics.array().putColumn(1, scale);
    y.array()
        .assign(
            centred
                .muliColumnVector(scale)
                .muliRowVector(gamma.array())
                .addiRowVector(beta.array()));
  }

  @Override
  public void layerNormBackward(Matrix x, Matrix gamma, Matrix statistics, Matrix dy, Matrix dx) {
    INDArray scale = statistics.array().getColumn(1, true);
    INDArray standardized = standardized(x, statistics);
    INDArray e = dy.array().mulRowVector(gamma.array());
    INDArray projection = e.mul(standardized).mean(true, 1);
    dx.array()
        .addi(
            e.subColumnVector(e.mean(true, 1))
                .subi(standardized.muliColumnVector(projection))
                .muliColumnVector(scale));
  }

  @Override
  public void standardize(Matrix x, Matrix statistics, Matrix y) {
    y.array().assign(standardized(x, statistics));
  }

  private static INDArray standardized(Matrix x, Matrix statistics) {
    return x.array()
        .subColumnVector(statistics.array().getColumn(0, true))
        .muliColumnVector(statistics.array().getColumn(1, true));
  }

  @Override
  public void softmax(Matrix x, boolean logarithm, Matrix y) {
    INDArray shifted = x.array().subColumnVector(x.array().max(true, 1));
    INDArray e = Transforms.exp(shifted, true);
    INDArray total = e.sum(true, 1);
    y.array()
        .assign(
            logarithm
                ? shifted.subiColumnVector(Transforms.log(total, false))
                : e.diviColumnVector(total));
  }

  @Override
  public void softmaxBackward(Matrix y, boolean logarithm, Matrix dy, Matrix dx) {
    INDArray d = dy.array();
    if (logarithm) {
      dx.array().addi(d.sub(Transforms.exp(y.array(), true).muliColumnVector(d.sum(true, 1))));
    } else {
      INDArray total = d.mul(y.array()).sum(true, 1);
      dx.array().addi(d.subColumnVector(total).muli(y.array()));
    }
  }

  @Override
  public void crossEntropy(Matrix logits, Matrix losses) {
    INDArray own = Nd4j.eye(logits.rows()).castTo(logits.type());
    INDArray logSoftmax = Nd4j.nn().logSoftmax(logits.array(), 1);
    losses.array().assign(logSoftmax.mul(own).sum(true, 1).negi());
    logits.array().assign(Transforms.exp(logSoftmax, false).subi(own));
  }

  @Override
  public void attention(Matrix qkv, AttentionShape shape, Matrix weights, Matrix y) {
    Nd4jAttention.forward(qkv.array(), shape, weights.array(), y.array());
  }

  @Override
  public void attentionBackward(
      Matrix qkv, AttentionShape shape, Matrix weights, Matrix dy, double beta, Matrix dqkv) {
    if (beta == 0) {
      dqkv.array().assign(0);
    }
    Nd4jAttention.backward(qkv.array(), shape, weights.array(), dy.array(), dqkv.array());
  }
}
