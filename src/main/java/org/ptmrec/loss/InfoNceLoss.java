package org.ptmrec.loss;

import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Normalization.normalizeRows;
import static org.ptmrec.tensor.Softmax.crossEntropy;

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
    return crossEntropy(scale(normalizeRows(v), 1 / temperature), normalizeRows(t));
  }

  /**
   * The loss of a batch in which row i occurs {@code counts[i]} times: equal to that of the batch
   * written out, at the cost of its distinct rows.
   *
   * @param v [n, d]
   * @param t [n, d]
   */
  public static Var infoNceLoss(Var v, Var t, float[] counts, double temperature) {
    return crossEntropy(scale(normalizeRows(v), 1 / temperature), normalizeRows(t), counts);
  }
}
