package org.ptmrec.tensor;

import java.util.function.Supplier;

/**
 * Records the operations of one training step and plays them backwards. All intermediate matrices
 * come from one pool and go back to it at {@link #reset}, so that a step allocates nothing that the
 * step before had not.
 *
 * <p>Not thread-safe: one tape, one thread (the kernels use several threads inside an operation).
 */
public final class Tape implements AutoCloseable {

  /** A tape on the machine's default kernels, 32-bit. */
  public static Tape create() {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /**
   * The parameter as a value of this step; a trainable one collects its gradient in {@link
   * Parameter#gradient}.
   */
  public Var var(Parameter parameter) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /** A value without gradient; the matrix is not copied and stays the caller's. */
  public Var constant(Matrix value) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /** The same value, through which no gradient flows. */
  public Var stopGradient(Var x) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /**
   * Runs {@code body} and, where its result needs no gradient, gives back every intermediate matrix
   * of it at once: what keeps the forward pass of a frozen encoder small.
   */
  public Var scoped(Supplier<Var> body) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /**
   * Adds to every trainable parameter's gradient the derivative of {@code scale * loss}.
   *
   * @param loss 1 x 1
   */
  public void backward(Var loss, double scale) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /**
   * Adds to every trainable parameter's gradient the derivative of {@code sum(output * seed)}: for
   * parity tests.
   */
  public void backward(Var output, Matrix seed) {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  /** Forgets the step; every Var of it is dead. */
  public void reset() {
    throw new UnsupportedOperationException("tensor helper writes this");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("tensor helper writes this");
  }
}
