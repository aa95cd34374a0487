package org.ptmrec.loss;

import static org.ptmrec.tensor.Activation.log;
import static org.ptmrec.tensor.Activation.logSigmoid;
import static org.ptmrec.tensor.Activation.sigmoid;
import static org.ptmrec.tensor.Arithmetic.addScalar;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Arithmetic.subtract;
import static org.ptmrec.tensor.Reduction.mean;

import org.ptmrec.tensor.Var;

/** Bayesian personalised ranking, Eq. 1, as the mean over a batch; Rendle et al., 2009. */
public final class BprLoss {
  private static final double FLOOR = 1e-10;

  private BprLoss() {}

  /**
   * −mean ln σ(positive − negative), in log-sigmoid form: FREEDOM's, MGCN's and SMORE's.
   *
   * @param positive scores of the interacted items, [n, 1]
   * @param negative scores of the sampled items, [n, 1]
   */
  public static Var bprLoss(Var positive, Var negative) {
    return scale(mean(logSigmoid(subtract(positive, negative))), -1);
  }

  /** −mean ln(1e-10 + σ(positive − negative)): BPR's, LightGCN's and VBPR's. */
  public static Var flooredBprLoss(Var positive, Var negative) {
    return scale(mean(log(addScalar(sigmoid(subtract(positive, negative)), FLOOR))), -1);
  }
}
