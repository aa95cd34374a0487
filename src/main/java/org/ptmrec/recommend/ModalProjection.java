package org.ptmrec.recommend;

import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Linear;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * A trained linear layer.
 *
 * @param weight [out, in]
 * @param bias [1, out]
 */
public record ModalProjection(Parameter weight, Parameter bias) {

  /** With PyTorch's default first values. */
  public static ModalProjection create(String name, int out, int in, RandomStream random) {
    return new ModalProjection(
        Parameter.trainable(name + ".weight", Initializer.torchLinear(out, in, random)),
        Parameter.trainable(name + ".bias", Initializer.torchLinearBias(in, out, random)));
  }

  public Var of(Tape tape, Var x) {
    return Linear.linear(x, tape.var(weight), tape.var(bias));
  }
}
