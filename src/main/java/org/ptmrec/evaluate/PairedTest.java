package org.ptmrec.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * Student's two-sided paired t-test of two recommenders that were measured on the same seeds or the
 * same users: the significance that the paper's Table 1 marks.
 *
 * @param pairs how many seeds or users
 * @param difference mean of (candidate − baseline)
 * @param low lower end of the difference's 95 % confidence interval
 * @param high upper end
 * @param t the statistic, with pairs − 1 degrees of freedom
 * @param p probability of so large a difference, in either direction, where there is none
 * @param effect Cohen's d of paired samples: the mean difference in its standard deviations; 0.2 is
 *     called small, 0.5 medium, 0.8 large
 */
public record PairedTest(
    int pairs, double difference, double low, double high, double t, double p, double effect) {
  private static final double LEVEL = 0.05;

  /**
   * Compares pair by pair.
   *
   * @throws IllegalArgumentException if lengths differ or there are fewer than two pairs
   */
  public static PairedTest of(double[] candidate, double[] baseline) {
    checkArgument(
        candidate.length == baseline.length,
        "%s values cannot be paired with %s",
        candidate.length,
        baseline.length);
    int n = candidate.length;
    checkArgument(n >= 2, "a paired test needs at least 2 pairs, not %s", n);
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += (candidate[i] - baseline[i]) / n;
    }
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double centred = candidate[i] - baseline[i] - mean;
      squares += centred * centred;
    }
    double deviation = Math.sqrt(squares / (n - 1));
    if (deviation <= 1e-12 * Math.abs(mean) || deviation == 0) {
      return ofEqualDifferences(n, mean);
    }
    var test = TTest.withDefaults().pairedTest(candidate, baseline);
    double margin =
        TDistribution.of(n - 1).inverseSurvivalProbability(LEVEL / 2) * deviation / Math.sqrt(n);
    return new PairedTest(
        n,
        mean,
        mean - margin,
        mean + margin,
        test.getStatistic(),
        test.getPValue(),
        mean / deviation);
  }

  /** Without spread there is no t: nothing is certain of no difference, and all of any other. */
  private static PairedTest ofEqualDifferences(int pairs, double mean) {
    double infinite = mean == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, mean);
    return new PairedTest(pairs, mean, mean, mean, infinite, mean == 0 ? 1 : 0, infinite);
  }

  /** Whether the difference is significant at 5 %, in either direction. */
  public boolean isSignificant() {
    return p < LEVEL;
  }
}
