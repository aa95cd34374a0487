package org.ptmrec.evaluate;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * Student's two-sided paired t-test of two recommenders that were measured on the same seeds or the
 * same users: the significance that the paper's Table 1 marks.
 *
 * @param t the statistic, with pairs − 1 degrees of freedom
 */
public record PairedTest(
    int pairs, double difference, double low, double high, double t, double p, double effect)
    implements PairedComparison {

  /**
   * Compares pair by pair.
   *
   * @throws IllegalArgumentException if lengths differ or there are fewer than two pairs
   */
  public static PairedTest of(double[] candidate, double[] baseline) {
    PairedDifferences differences = PairedDifferences.of(candidate, baseline);
    int n = candidate.length;
    double mean = differences.mean();
    if (differences.areEqual()) {
      // Without spread there is no t: nothing is certain of no difference, and all of any other.
      double infinite = differences.effect();
      return new PairedTest(n, mean, mean, mean, infinite, mean == 0 ? 1 : 0, infinite);
    }
    double error = differences.deviation() / Math.sqrt(n);
    var test = TTest.withDefaults().pairedTest(candidate, baseline);
    double margin = TDistribution.of(n - 1).inverseSurvivalProbability(LEVEL / 2) * error;
    return new PairedTest(
        n,
        mean,
        mean - margin,
        mean + margin,
        test.getStatistic(),
        test.getPValue(),
        differences.effect());
  }
}
