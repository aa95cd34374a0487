package org.ptmrec.tensor;

/** Functions of one element that the kernels know. */
public enum Unary {
  SIGMOID,
  TANH,
  /** x·σ(1.702x), CLIP's. */
  QUICK_GELU,
  /** x·Φ(x), exact. */
  GELU,
  /** ln σ(x), stable for large |x|. */
  LOG_SIGMOID,
  EXP,
  LOG
}
