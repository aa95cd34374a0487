package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

/** Distributions over the columns of each row. */
public final class Softmax {
  private Softmax() {}

  public static Var softmax(Var x) {
    return apply(x, false);
  }

  public static Var logSoftmax(Var x) {
    return apply(x, true);
  }

  private static Var apply(Var x, boolean logarithm) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    kernels.softmax(x.value(), logarithm, y);
    x.needs(y);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> x.accumulateOntoZeros(dx -> kernels.softmaxBackward(y, logarithm, dy, dx)));
  }

  /**
   * −mean_i ln softmax(a_i·bᵀ)_i, 1 x 1: how well each row of a finds its own row of b among all. A
   * fused operation: one matrix of [n, n] instead of six.
   *
   * @param a [n, d]
   * @param b [n, d]
   */
  public static Var crossEntropy(Var a, Var b) {
    checkArgument(a.rows() == b.rows() && a.cols() == b.cols(), "%s and %s", a.value(), b.value());
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    int n = a.rows();
    Matrix slope = tape.matrix(n, n);
    Matrix losses = tape.matrix(n, 1);
    kernels.gemm(false, true, 1, a.value(), b.value(), 0, slope);
    kernels.crossEntropy(slope, losses);
    Matrix y = tape.matrix(1, 1);
    kernels.columnSums(losses, 0, y);
    kernels.axpby(1.0 / n, y, 0, y);
    a.needs(slope, b.value());
    b.needs(slope, a.value());
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          double factor = dy.toScalar() / n;
          a.accumulate(
              (beta, da) -> kernels.gemm(false, false, factor, slope, b.value(), beta, da));
          b.accumulate((beta, db) -> kernels.gemm(true, false, factor, slope, a.value(), beta, db));
        });
  }

  /**
   * As {@link #crossEntropy(Var, Var)} where row i stands for {@code counts[i]} equal rows of both,
   * each of which is a candidate and has its own share of the mean.
   *
   * @param counts all at least 1
   */
  public static Var crossEntropy(Var a, Var b, float[] counts) {
    checkArgument(
        a.rows() == b.rows() && a.cols() == b.cols() && a.rows() == counts.length,
        "%s, %s and %s counts",
        a.value(),
        b.value(),
        counts.length);
    Tape tape = a.tape();
    Kernels kernels = tape.kernels();
    int n = counts.length;
    double total = 0;
    float[] logarithms = new float[n];
    for (int i = 0; i < n; i++) {
      total += counts[i];
      logarithms[i] = (float) Math.log(counts[i]);
    }
    Matrix shares = tape.matrix(n, 1);
    shares.set(counts);
    kernels.axpby(1 / total, shares, 0, shares);
    Matrix repeats = tape.matrix(1, n);
    repeats.set(logarithms);

    // Σ_c m_c·e^z_c is Σ_c e^(z_c + ln m_c).
    Matrix slope = tape.matrix(n, n);
    kernels.gemm(false, true, 1, a.value(), b.value(), 0, slope);
    kernels.addRow(slope, repeats, slope);
    Matrix losses = tape.matrix(n, 1);
    kernels.crossEntropy(slope, losses);
    kernels.axpby(1, repeats.reshaped(n, 1), 1, losses);
    Matrix y = tape.matrix(1, 1);
    kernels.columnDots(losses, shares, 0, y);
    a.needs(slope, b.value(), shares);
    b.needs(slope, a.value(), shares);
    return tape.record(
        y,
        a.requiresGradient() || b.requiresGradient(),
        dy -> {
          kernels.axpby(dy.toScalar(), shares, 0, shares);
          Matrix scaled = tape.pooled(n, a.cols());
          if (a.requiresGradient()) {
            kernels.gemm(false, false, 1, slope, b.value(), 0, scaled);
            a.accumulate((beta, da) -> kernels.multiplyColumn(scaled, shares, beta, da));
          }
          kernels.multiplyColumn(a.value(), shares, 0, scaled);
          b.accumulate((beta, db) -> kernels.gemm(true, false, 1, slope, scaled, beta, db));
          tape.release(scaled);
        });
  }
}
