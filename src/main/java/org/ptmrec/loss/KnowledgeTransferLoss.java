package org.ptmrec.loss;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.multiply;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Arithmetic.subtract;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Linear.matmulTransposed;
import static org.ptmrec.tensor.Reduction.sum;
import static org.ptmrec.tensor.Softmax.logSoftmax;
import static org.ptmrec.tensor.Softmax.softmax;

import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Knowledge transfer, Eqs. 11–13: the distribution over the batch's items that users and item ids
 * give is the target of the one that users and modal embeddings give.
 *
 * @param temperature divides the dot products of both distributions; the paper has none, so 1
 * @param meanOverPairs divides by n² instead of n, as PyTorch's default reduction would
 * @param detachUser stops the gradient into the user's representation in Eq. 12 as well
 */
public record KnowledgeTransferLoss(double temperature, boolean meanOverPairs, boolean detachUser) {

  /** The paper as written: τ = 1, mean over users, gradient into users. */
  public static final KnowledgeTransferLoss DEFAULT = new KnowledgeTransferLoss(1, false, false);

  /**
   * One modality's term D_KL(P^id ‖ Q^m).
   *
   * @param user e^u, [n, d]
   * @param itemId e^id, [n, d]
   * @param modal e^m, [n, width]
   * @param weight the alignment layer, [d, width], and {@code bias} [1, d]
   * @return 1 x 1
   */
  public Var term(Tape tape, Var user, Var itemId, Var modal, Var weight, Var bias) {
    Var idLogits =
        scale(
            matmulTransposed(tape.stopGradient(user), tape.stopGradient(itemId)), 1 / temperature);
    Var target = softmax(idLogits); // Eq. 11
    Var guided = detachUser ? tape.stopGradient(user) : user;
    Var logProbabilities = // Eq. 12
        logSoftmax(scale(matmulTransposed(guided, linear(modal, weight, bias)), 1 / temperature));
    Var divergence = sum(multiply(target, subtract(logSoftmax(idLogits), logProbabilities)));
    double n = user.rows();
    return scale(divergence, meanOverPairs ? 1 / (n * n) : 1 / n); // Eq. 13
  }

  /** Both modalities' terms, Eq. 13. */
  public static Var total(Var textTerm, Var imageTerm) {
    return add(textTerm, imageTerm);
  }
}
