package org.ptmrec.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A named matrix that outlives a training step: trainable with a gradient that accumulates, or
 * frozen.
 */
public final class Parameter {
  /** What the gradient's matrix holds. */
  private enum Content {
    /** Anything: nothing has been accumulated, and clearing it has cost nothing. */
    STALE,
    /** Nothing: what has been accumulated is in some rows, which are apart. */
    ROWS,
    /** A gradient. */
    FULL
  }

  private final String name;
  private final Matrix value;
  private final boolean trainable;
  private @Nullable Matrix gradient;
  private Content content = Content.STALE;
  private @Nullable RowGradient rows;
  private @Nullable CpuMoments deferred;

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

  /** Row i of y, from a column on, becomes row {@code wanted[i]}. */
  void gather(Kernels kernels, int[] wanted, Matrix y, int column) {
    if (deferred != null) {
      deferred.gather(value, wanted, y, column);
    } else {
      kernels.gather(value, wanted, y, column);
    }
  }

  /** The matrix, of which no row need be up to date. */
  Matrix shape() {
    return value;
  }

  /** Whether an update of the average of this parameter waits with those of its rows. */
  boolean putOffAverage(Parameter average, float stays, float joins) {
    return deferred != null && deferred.average(average, stays, joins);
  }

  /** From now on, {@code updates} says what rows lack. */
  void defer(CpuMoments updates) {
    if (deferred != null && deferred != updates) {
      deferred.settle();
    }
    deferred = updates;
  }

  public boolean isTrainable() {
    return trainable;
  }

  /** The accumulated gradient, same shape as the value; zeros before the first backward pass. */
  public Matrix gradient() {
    Matrix current = allocated();
    if (content != Content.FULL) {
      current.array().assign(0);
      if (content == Content.ROWS) {
        rowsOfGradient().addTo(current);
        rowsOfGradient().clear();
      }
      content = Content.FULL;
    }
    return current;
  }

  private Matrix allocated() {
    if (gradient == null) {
      gradient = Matrix.uninitialized(value.type(), value.rows(), value.cols());
    }
    return gradient;
  }

  private RowGradient rowsOfGradient() {
    if (rows == null) {
      rows = new RowGradient(value.rows(), value.cols());
    }
    return rows;
  }

  /** Whether nothing has been accumulated. */
  boolean isGradientZero() {
    return content == Content.STALE;
  }

  /**
   * The accumulated gradient to add to; content undefined where there was none, which the caller
   * must then overwrite.
   */
  Matrix gradientToOverwrite() {
    if (content == Content.ROWS) {
      return gradient();
    }
    content = Content.FULL;
    return allocated();
  }

  /** Adds {@code dy[i]} to row {@code which[i]} of the gradient. */
  void addToGradient(Kernels kernels, Matrix dy, int[] which) {
    if (content == Content.FULL || kernels != CpuKernels.INSTANCE) {
      kernels.scatterAdd(dy, which, gradient());
    } else {
      content = Content.ROWS;
      if (deferred != null) {
        deferred.settle(which); // the gradients that they have waited with are overwritten
      }
      rowsOfGradient().add(dy, which);
    }
  }

  /** The rows that have a gradient; null if they are not known. */
  @Nullable RowGradient gradientRows() {
    return content == Content.ROWS ? rows : null;
  }

  /** Sets the accumulated gradient to zero. */
  public void clearGradient() {
    content = Content.STALE;
    if (rows != null) {
      rows.clear();
    }
  }
}
