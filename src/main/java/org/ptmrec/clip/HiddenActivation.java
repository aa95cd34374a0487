package org.ptmrec.clip;

import java.util.Locale;
import org.ptmrec.tensor.Unary;

/** The nonlinearity between the two layers of a block's MLP. */
public enum HiddenActivation {
  /** x sigmoid(1.702 x): OpenAI's weights. */
  QUICK_GELU(Unary.QUICK_GELU),
  /** x Phi(x), exact: most later weights. */
  GELU(Unary.GELU);

  private final Unary function;

  HiddenActivation(Unary function) {
    this.function = function;
  }

  Unary function() {
    return function;
  }

  /** As in {@code hidden_act}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
