package org.ptmrec.loss;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Reduction.frobeniusNorm;
import static org.ptmrec.tensor.Reduction.sumOfSquares;

import java.util.function.UnaryOperator;
import org.ptmrec.tensor.Var;

/** Penalties on the gathered rows of a batch. */
public final class Regularization {
  private Regularization() {}

  /** (Σ ‖P‖_F)/n, norms not squared, n the rows of the batch: BPR's, LightGCN's and VBPR's. */
  public static Var normPenalty(int batchRows, Var... gathered) {
    return scale(total(x -> frobeniusNorm(x), gathered), 1.0 / batchRows);
  }

  /**
   * ½(Σ ‖P‖²_F)/n, n the configured batch size even on a shorter last batch: MGCN's and SMORE's.
   */
  public static Var squaredPenalty(int configuredBatch, Var... gathered) {
    return scale(total(x -> sumOfSquares(x), gathered), 0.5 / configuredBatch);
  }

  private static Var total(UnaryOperator<Var> penalty, Var... gathered) {
    Var total = penalty.apply(gathered[0]);
    for (int i = 1; i < gathered.length; i++) {
      total = add(total, penalty.apply(gathered[i]));
    }
    return total;
  }
}
