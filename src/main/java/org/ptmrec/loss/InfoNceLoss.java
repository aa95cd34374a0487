package org.ptmrec.loss;

import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Linear.matmulTransposed;
import static org.ptmrec.tensor.Normalization.normalizeRows;
import static org.ptmrec.tensor.Reduction.diagonal;
import static org.ptmrec.tensor.Reduction.mean;
import static org.ptmrec.tensor.Softmax.logSoftmax;

import org.ptmrec.tensor.Var;

/** InfoNCE with the other rows of the batch as negatives, Eq. 2; van den Oord et al., 2018. */
public final class InfoNceLoss {
  private InfoNceLoss() {}

  /**
   * −mean_i ln( exp(cos(v_i, t_i)/τ) / Σ_j exp(cos(v_i, t_j)/τ) ).
   *
   * @param v [n, d]
   * @param t [n, d]
   */
  public static Var infoNceLoss(Var v, Var t, double temperature) {
    return crossEntropy(
        scale(matmulTransposed(normalizeRows(v), normalizeRows(t)), 1 / temperature));
  }

  /** −mean_i ln softmax(logits_i)_i: each row's own column is the right one; [n, n]. */
  public static Var crossEntropy(Var logits) {
    return scale(mean(diagonal(logSoftmax(logits))), -1);
  }
}
