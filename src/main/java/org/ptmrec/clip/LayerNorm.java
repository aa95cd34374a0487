package org.ptmrec.clip;

import static org.ptmrec.tensor.Normalization.layerNorm;

import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** A layer norm with its parameters, both [1, width]. */
record LayerNorm(Parameter gamma, Parameter beta, double epsilon) {

  static LayerNorm of(ClipWeights weights, String name, TowerConfig config) {
    return new LayerNorm(
        weights.get(name + ".weight"), weights.get(name + ".bias"), config.epsilon());
  }

  Var apply(Tape tape, Var x) {
    return layerNorm(x, tape.var(gamma), tape.var(beta), epsilon);
  }
}
