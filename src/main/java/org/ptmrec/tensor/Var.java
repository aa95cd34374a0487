package org.ptmrec.tensor;

import java.util.function.Consumer;
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
    return parameter == null ? value : parameter.value();
  }

  /** Row i of y, from a column on, becomes row {@code rows[i]} of the value. */
  void gather(int[] rows, Matrix y, int column) {
    if (parameter == null) {
      tape.kernels().gather(value, rows, y, column);
    } else {
      parameter.gather(tape.kernels(), rows, y, column);
    }
  }

  public int rows() {
    return value.rows();
  }

  public int cols() {
    return value.cols();
  }

  /** The value of a 1 x 1 result, such as a loss. */
  public double scalar() {
    return value().toScalar();
  }

  public boolean requiresGradient() {
    return requiresGradient;
  }

  /**
   * Says which matrices the derivative by this value reads: they are kept until the tape has played
   * backwards, while others of a {@link Tape#scoped} region are given back at its end.
   */
  void needs(Matrix... read) {
    if (requiresGradient) {
      tape.keep(read);
    }
  }

  /** What an operation adds to the gradient of one of its inputs. */
  interface Contribution {
    /**
     * @param beta 0 where nothing has been added before: the content is undefined and is to be
     *     overwritten; otherwise 1
     */
    void addTo(double beta, Matrix gradient);
  }

  /**
   * Adds to the derivatives by this value; nothing happens where none are wanted. A parameter's
   * gradient is its own.
   */
  void accumulate(Contribution contribution) {
    if (!requiresGradient) {
      return;
    }
    boolean isFirst = parameter == null ? gradient == null : parameter.isGradientZero();
    if (parameter != null) {
      gradient = parameter.gradientToOverwrite();
    } else if (gradient == null) {
      gradient = tape.pooled(rows(), cols());
    }
    contribution.addTo(isFirst ? 0 : 1, gradient);
  }

  /**
   * Adds the whole gradient of the operation that is being played backwards, which nothing may read
   * or change afterwards: where it is the first to be added, it is taken over and not copied.
   */
  void accumulateAll(Matrix dy) {
    if (requiresGradient && parameter == null && gradient == null && tape.handOver(dy)) {
      gradient = dy;
    } else {
      accumulate((beta, dx) -> tape.kernels().axpby(1, dy, beta, dx));
    }
  }

  /** As {@link #accumulate}, for what can add to a matrix only, or adds to parts of it. */
  void accumulateOntoZeros(Consumer<Matrix> contribution) {
    if (!requiresGradient) {
      return;
    }
    if (parameter != null) {
      gradient = parameter.gradient();
    } else if (gradient == null) {
      gradient = tape.pooled(rows(), cols());
      tape.kernels().fill(gradient, 0);
    }
    contribution.accept(gradient);
  }

  /** Adds {@code dy[i]} to row {@code rows[i]} of the derivatives by this value. */
  void accumulateRows(int[] rows, Matrix dy) {
    if (requiresGradient && parameter != null) {
      parameter.addToGradient(tape.kernels(), dy, rows);
    } else {
      accumulateOntoZeros(dx -> tape.kernels().scatterAdd(dy, rows, dx));
    }
  }

  /** What has been accumulated; null where nothing has. */
  @Nullable Matrix gradient() {
    return gradient;
  }

  /** For one that another Var has taken over. */
  void forgetGradient() {
    gradient = null;
  }

  /** Gives back what a consumed intermediate no longer needs. */
  void releaseGradient() {
    if (gradient != null && parameter == null) {
      tape.release(gradient);
      gradient = null;
    }
  }
}
