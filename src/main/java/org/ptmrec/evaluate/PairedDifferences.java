package org.ptmrec.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** The differences (candidate − baseline) of pairs, with their mean and standard deviation. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PairedDifferences(double[] values, double mean, double deviation) {

  /**
   * @throws IllegalArgumentException if lengths differ or there are fewer than two pairs
   */
  static PairedDifferences of(double[] candidate, double[] baseline) {
    int n = candidate.length;
    checkArgument(n == baseline.length, "%s values cannot be paired with %s", n, baseline.length);
    checkArgument(n >= 2, "a paired test needs at least 2 pairs, not %s", n);
    double[] values = new double[n];
    Arrays.setAll(values, i -> candidate[i] - baseline[i]);
    double mean = Arrays.stream(values).map(value -> value / n).sum();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return new PairedDifferences(values, mean, Math.sqrt(squares / (n - 1)));
  }

  /** Whether they are all the same but for rounding. */
  boolean areEqual() {
    return deviation <= 1e-12 * Math.abs(mean);
  }

  /** The mean in standard deviations, infinite where all differ alike. */
  double effect() {
    if (areEqual()) {
      return mean == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, mean);
    }
    return mean / deviation;
  }
}
