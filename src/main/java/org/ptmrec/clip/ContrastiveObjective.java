package org.ptmrec.clip;

import static org.ptmrec.tensor.Activation.exp;
import static org.ptmrec.tensor.Arithmetic.mean;
import static org.ptmrec.tensor.Arithmetic.multiplyColumn;
import static org.ptmrec.tensor.Normalization.normalizeRows;
import static org.ptmrec.tensor.Rows.repeatRows;
import static org.ptmrec.tensor.Softmax.crossEntropy;

import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * What CLIP is pretrained by: InfoNCE (Eq. 2) with a learnt temperature, from pictures to captions
 * and from captions to pictures; Radford et al., 2021, Figure 3.
 */
final class ContrastiveObjective {
  /** Sharper logits than those of a temperature of 0.01 make training unstable (section 2.5). */
  private static final float MAX_LOGIT_SCALE = (float) Math.log(100);

  private final Parameter logitScale;

  ContrastiveObjective(Clip clip) {
    this.logitScale = clip.logitScale();
  }

  /**
   * The mean of both directions.
   *
   * @param images [n, d], row i the picture of caption i
   * @param texts [n, d]
   */
  Var loss(Tape tape, Var images, Var texts) {
    Var scale = repeatRows(exp(tape.var(logitScale)), images.rows());
    Var v = multiplyColumn(normalizeRows(images), scale);
    Var t = normalizeRows(texts);
    return mean(crossEntropy(v, t), crossEntropy(t, v));
  }

  /** Brings the temperature back into its bounds after a step. */
  void clampTemperature() {
    float scale = (float) logitScale.value().toScalar();
    logitScale.value().set(new float[] {Math.max(0, Math.min(MAX_LOGIT_SCALE, scale))});
  }
}
