package org.ptmrec.tensor;

/**
 * An exponential moving average of a parameter, such as the target encoder that momentum methods
 * learn from: average ← μ·average + (1−μ)·parameter.
 */
public final class MovingAverage {
  private final Parameter source;
  private final Parameter average;
  private final double momentum;

  /**
   * @param average of the source's shape; its value is where it begins
   * @param momentum μ, the share that stays
   */
  public MovingAverage(Parameter source, Parameter average, double momentum) {
    this.source = source;
    this.average = average;
    this.momentum = momentum;
  }

  /**
   * Moves the average on. Where the parameter's rows are put off, so are the average's, to the same
   * bits.
   */
  public void update() {
    if (!source.putOffAverage(average, (float) momentum, (float) (1 - momentum))) {
      Kernels kernels = Backend.kernels();
      kernels.axpby(1 - momentum, source.value(), momentum, average.value());
    }
  }
}
