package org.ptmrec.clip;

import static org.ptmrec.tensor.Linear.activated;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Linear.linearPlus;

import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Unary;
import org.ptmrec.tensor.Var;

/** A linear layer with its parameters, [out, in] and [1, out]. */
record Affine(Parameter weight, Parameter bias) {

  static Affine of(ClipWeights weights, String name) {
    return new Affine(weights.get(name + ".weight"), weights.get(name + ".bias"));
  }

  Var apply(Tape tape, Var x) {
    return linear(x, tape.var(weight), tape.var(bias));
  }

  /** What the layer makes of x, added to a residual. */
  Var applyPlus(Tape tape, Var x, Var residual) {
    return linearPlus(x, tape.var(weight), tape.var(bias), residual);
  }

  /** A function of what the layer makes of x. */
  Var applyThen(Tape tape, Unary function, Var x) {
    return activated(function, x, tape.var(weight), tape.var(bias));
  }
}
