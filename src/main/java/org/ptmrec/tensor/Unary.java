package org.ptmrec.tensor;

/** Functions of one element that the kernels know. */
public enum Unary {
  SIGMOID(true),
  TANH(true),
  /** x·σ(1.702x), CLIP's. */
  QUICK_GELU(false),
  /** x·Φ(x), exact. */
  GELU(false),
  /** ln σ(x), stable for large |x|. */
  LOG_SIGMOID(false),
  EXP(true),
  LOG(false);

  private final boolean slopeFromResult;

  Unary(boolean slopeFromResult) {
    this.slopeFromResult = slopeFromResult;
  }

  /** Whether the slope is computed from the result. */
  boolean slopeFromResult() {
    return slopeFromResult;
  }

  /** What the slope is computed from: the result where that is cheaper, the argument otherwise. */
  Matrix slopeSource(Matrix x, Matrix y) {
    return slopeFromResult ? y : x;
  }
}
