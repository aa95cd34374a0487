package org.ptmrec.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A value on a {@link Tape}: the result of an operation, a constant, or a parameter of this step.
 */
public final class Var {
  private final Tape tape;
  private final Matrix value;
  private final boolean requiresGradient;
  private final @Nullable Parameter parameter;
  private @Nullable Matrix gradient;

  Var(Tape tape, Matrix value, boolean requiresGradient, @Nullable Parameter parameter) {
    this.tape = tape;
    this.value = value;
    this.requiresGradient = requiresGradient;
    this.parameter = parameter;
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

  /** The value of a 1 x 1 result, such as a loss. */
  public double scalar() {
    return value.toScalar();
  }

  public boolean requiresGradient() {
    return requiresGradient;
  }

  /** Where derivatives by this value are added up; zeros at first. A parameter's is its own. */
  Matrix gradient() {
    if (gradient == null) {
      gradient = parameter == null ? tape.zeros(rows(), cols()) : parameter.gradient();
    }
    return gradient;
  }

  boolean hasGradient() {
    return gradient != null;
  }

  /** Gives back what a consumed intermediate no longer needs. */
  void releaseGradient() {
    if (gradient != null && parameter == null) {
      tape.release(gradient);
      gradient = null;
    }
  }
}
