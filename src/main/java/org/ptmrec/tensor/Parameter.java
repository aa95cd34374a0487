package org.ptmrec.tensor;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A named matrix that outlives a training step: trainable with a gradient that accumulates, or
 * frozen.
 */
public final class Parameter {
  /** What the gradient's matrix holds. */
  private enum Content {
    /** Zeros: nothing has been accumulated. */
    ZERO,
    /** Anything: nothing has been accumulated, and clearing it has cost nothing. */
    STALE,
    /** Zeros but for some rows, which are known. */
    ROWS,
    /** A gradient. */
    FULL
  }

  private final String name;
  private final Matrix value;
  private final boolean trainable;
  private @Nullable Matrix gradient;
  private Content content = Content.STALE;
  private final BitSet rows = new BitSet();
  private @Nullable DeferredRows deferred;

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

  /**
   * The matrix itself, up to date until the next step of an optimiser: not to be kept longer than
   * that.
   */
  public Matrix value() {
    if (deferred != null) {
      deferred.settle();
    }
    return value;
  }

  /** The matrix, of which only these rows are up to date. */
  Matrix value(int[] wanted) {
    if (deferred != null) {
      deferred.settle(wanted);
    }
    return value;
  }

  /** The matrix, of which no row need be up to date. */
  Matrix shape() {
    return value;
  }

  /** From now on, {@code updates} says what rows lack. */
  void defer(@Nullable DeferredRows updates) {
    if (deferred != null) {
      deferred.settle();
    }
    deferred = updates;
  }

  public boolean isTrainable() {
    return trainable;
  }

  /** The accumulated gradient, same shape as the value; zeros before the first backward pass. */
  public Matrix gradient() {
    Matrix current = zeroed();
    content = Content.FULL;
    return current;
  }

  private Matrix zeroed() {
    boolean isStale = content == Content.STALE;
    Matrix current = allocated();
    if (isStale) {
      current.array().assign(0);
      content = Content.ZERO;
    }
    return current;
  }

  private Matrix allocated() {
    if (gradient == null) {
      gradient = Matrix.uninitialized(value.type(), value.rows(), value.cols());
    }
    return gradient;
  }

  /** Whether nothing has been accumulated. */
  boolean isGradientZero() {
    return content == Content.ZERO || content == Content.STALE;
  }

  /**
   * The accumulated gradient to add to; content undefined where there was none, which the caller
   * must then overwrite.
   */
  Matrix gradientToOverwrite() {
    content = Content.FULL;
    return allocated();
  }

  /** The accumulated gradient, to which the caller adds in these rows only. */
  Matrix gradient(int[] changed) {
    Matrix current = zeroed();
    if (content != Content.FULL) {
      content = Content.ROWS;
      for (int row : changed) {
        rows.set(row);
      }
    }
    return current;
  }

  /** The rows that have a gradient, distinct; null if they are not known. */
  int @Nullable [] gradientRows() {
    return content == Content.ROWS ? rows.stream().toArray() : null;
  }

  /** Sets the accumulated gradient to zero. */
  public void clearGradient() {
    content = Content.STALE;
    rows.clear();
  }

  /** Says that the accumulated gradient has been overwritten by zeros. */
  void gradientIsZero() {
    content = Content.ZERO;
    rows.clear();
  }
}
