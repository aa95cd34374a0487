package org.ptmrec.tensor;

/** Bringing rows to a common scale. */
public final class Normalization {
  /** The least norm that {@link #normalizeRows} divides by, as in PyTorch. */
  private static final double LEAST_NORM = 1e-12;

  private Normalization() {}

  /**
   * (x−mean)/√(variance+epsilon)·gamma + beta for every row; Ba et al., Layer Normalization, 2016.
   *
   * @param gamma [1, d]
   * @param beta [1, d]
   */
  public static Var layerNorm(Var x, Var gamma, Var beta, double epsilon) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    Matrix y = tape.matrix(x.rows(), x.cols());
    Matrix statistics = tape.matrix(x.rows(), 2);
    kernels.layerNorm(x.value(), gamma.value(), beta.value(), epsilon, y, statistics);
    x.needs(x.value(), gamma.value(), statistics);
    gamma.needs(x.value(), statistics);
    return tape.record(
        y,
        x.requiresGradient() || gamma.requiresGradient() || beta.requiresGradient(),
        dy -> {
          beta.accumulate((old, dbeta) -> kernels.columnSums(dy, old, dbeta));
          if (gamma.requiresGradient()) {
            Matrix standardized = tape.matrix(x.rows(), x.cols());
            kernels.standardize(x.value(), statistics, standardized);
            gamma.accumulate((old, dgamma) -> kernels.columnDots(dy, standardized, old, dgamma));
          }
          x.accumulateOntoZeros(
              dx -> kernels.layerNormBackward(x.value(), gamma.value(), statistics, dy, dx));
        });
  }

  /** Every row divided by its Euclidean norm; a zero row stays zero. */
  public static Var normalizeRows(Var x) {
    Tape tape = x.tape();
    Kernels kernels = tape.kernels();
    int n = x.rows();
    Matrix inverse = tape.matrix(n, 1);
    kernels.rowDots(x.value(), x.value(), 0, inverse);
    kernels.inverseRoot(inverse, LEAST_NORM * LEAST_NORM);
    Matrix y = tape.matrix(n, x.cols());
    kernels.multiplyColumn(x.value(), inverse, 0, y);
    x.needs(y, inverse);
    return tape.record(
        y,
        x.requiresGradient(),
        dy -> {
          // dx = (dy − y (y·dy)) / ‖x‖
          Matrix along = tape.matrix(n, 1);
          Matrix tangent = tape.matrix(n, x.cols());
          kernels.rowDots(y, dy, 0, along);
          kernels.axpby(1, dy, 0, tangent);
          kernels.axpby(-1, along, 0, along);
          kernels.multiplyColumn(y, along, 1, tangent);
          x.accumulate((beta, dx) -> kernels.multiplyColumn(tangent, inverse, beta, dx));
        });
  }
}
