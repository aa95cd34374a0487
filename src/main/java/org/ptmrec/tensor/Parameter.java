package org.ptmrec.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A named matrix that outlives a training step: trainable with a gradient that accumulates, or
 * frozen.
 */
public final class Parameter {
  private final String name;
  private final Matrix value;
  private final boolean trainable;
  private @Nullable Matrix gradient;

  /** Whether the gradient is zero whatever its matrix holds: clearing it then costs nothing. */
  private boolean gradientIsZero = true;

  private Parameter(String name, Matrix value, boolean trainable) {
    this.name = name;
    this.value = value;
    this.trainable = trainable;
  }

  public static Parameter trainable(String name, Matrix value) {
    return new Parameter(name, value, true);
  }

  public static Parameter frozen(String name, Matrix value) {
    return new Parameter(name, value, false);
  }

  public String name() {
    return name;
  }

  public Matrix value() {
    return value;
  }

  public boolean isTrainable() {
    return trainable;
  }

  /** The accumulated gradient, same shape as the value; zeros before the first backward pass. */
  public Matrix gradient() {
    boolean isStale = gradientIsZero;
    Matrix current = gradientToOverwrite();
    if (isStale) {
      current.array().assign(0);
    }
    return current;
  }

  /** Whether nothing has been accumulated. */
  boolean isGradientZero() {
    return gradientIsZero;
  }

  /**
   * The accumulated gradient to add to; content undefined where there was none, which the caller
   * must then overwrite.
   */
  Matrix gradientToOverwrite() {
    if (gradient == null) {
      gradient = Matrix.uninitialized(value.type(), value.rows(), value.cols());
    }
    gradientIsZero = false;
    return gradient;
  }

  /** Sets the accumulated gradient to zero. */
  public void clearGradient() {
    gradientIsZero = true;
  }
}
