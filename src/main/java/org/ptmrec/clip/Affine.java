package org.ptmrec.clip;

import static org.ptmrec.tensor.Linear.linear;

import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** A linear layer with its parameters, [out, in] and [1, out]. */
record Affine(Parameter weight, Parameter bias) {

  static Affine of(ClipWeights weights, String name) {
    return new Affine(weights.get(name + ".weight"), weights.get(name + ".bias"));
  }

  Var apply(Tape tape, Var x) {
    return linear(x, tape.var(weight), tape.var(bias));
  }
}
