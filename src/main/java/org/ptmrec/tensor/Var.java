package org.ptmrec.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A value on a {@link Tape}: the result of an operation, a constant, or a parameter bound to this
 * step.
 */
public final class Var {
  private final Tape tape;
  private final Matrix value;
  private final boolean requiresGradient;
  private @Nullable Matrix gradient;

  Var(Tape tape, Matrix value, boolean requiresGradient) {
    this.tape = tape;
    this.value = value;
    this.requiresGradient = requiresGradient;
  }

  Tape tape() {
    return tape;
  }

  public Matrix value() {
    return value;
  }

  public int rows() {
    return value.rows();
  }

  public int cols() {
    return value.cols();
  }

  public boolean requiresGradient() {
    return requiresGradient;
  }

  @Nullable Matrix gradient() {
    return gradient;
  }
}
