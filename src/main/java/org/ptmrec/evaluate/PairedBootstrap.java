package org.ptmrec.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ptmrec.tensor.RandomStream;

/**
 * A paired bootstrap of two recommenders that were measured on the same users (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, sections 13.3 and 16.4): what a mean of users
 * drawn anew would be. Unlike a t-test it asks nothing of the differences, most of which are zero.
 *
 * @param p share of resamples whose mean is as far from the difference as the difference is from
 *     zero, in either direction
 */
public record PairedBootstrap(
    int pairs, double difference, double low, double high, double p, double effect)
    implements PairedComparison {
  /** Of fewer pairs, those drawn anew are too much alike: differences look surer than they are. */
  public static final int FEWEST_PAIRS = 20;

  private static final int MOST_RESAMPLES = 10_000;
  private static final int LEAST_RESAMPLES = 1_000;

  /** A quarter of a second of two processors: a report has many comparisons. */
  private static final long MOST_DRAWS = 50_000_000;

  /**
   * Compares pair by pair, with {@value #MOST_RESAMPLES} resamples, and fewer, but not less than
   * {@value #LEAST_RESAMPLES}, of more than 5,000 pairs. The same pairs always give the same.
   *
   * @throws IllegalArgumentException if lengths differ or there are fewer than two pairs
   */
  public static PairedBootstrap of(double[] candidate, double[] baseline) {
    PairedDifferences differences = PairedDifferences.of(candidate, baseline);
    int n = candidate.length;
    double mean = differences.mean();
    int resamples = (int) Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, MOST_DRAWS / n));
    double[] means =
        IntStream.range(0, resamples)
            .parallel()
            .mapToDouble(number -> resampledMean(differences.values(), RandomStream.ofSeed(number)))
            .sorted()
            .toArray();
    double tolerance = 1e-12 * Math.abs(mean); // means of equal pairs differ by rounding
    long asFar =
        Arrays.stream(means)
            .filter(one -> Math.abs(one - mean) >= Math.abs(mean) - tolerance)
            .count();
    int tail = (int) (LEVEL / 2 * resamples);
    return new PairedBootstrap(
        n,
        mean,
        means[tail],
        means[resamples - 1 - tail],
        (1.0 + asFar) / (1.0 + resamples),
        differences.effect());
  }

  private static double resampledMean(double[] differences, RandomStream random) {
    double sum = 0;
    for (int i = 0; i < differences.length; i++) {
      sum += differences[random.nextInt(differences.length)];
    }
    return sum / differences.length;
  }
}
