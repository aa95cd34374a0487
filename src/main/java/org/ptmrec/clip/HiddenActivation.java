package org.ptmrec.clip;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.ptmrec.tensor.Activation;
import org.ptmrec.tensor.Var;

/** The nonlinearity between the two layers of a block's MLP. */
public enum HiddenActivation {
  /** x sigmoid(1.702 x): OpenAI's weights. */
  QUICK_GELU(Activation::quickGelu),
  /** x Phi(x), exact: most later weights. */
  GELU(Activation::gelu);

  private final UnaryOperator<Var> function;

  HiddenActivation(UnaryOperator<Var> function) {
    this.function = function;
  }

  Var apply(Var x) {
    return function.apply(x);
  }

  /** As in {@code hidden_act}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
