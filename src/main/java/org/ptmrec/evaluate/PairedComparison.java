package org.ptmrec.evaluate;

/** A test of two recommenders that were measured on the same seeds or the same users. */
public interface PairedComparison {
  /** How unlikely chance must be for a difference to be called significant. */
  double LEVEL = 0.05;

  /** How many seeds or users. */
  int pairs();

  /** Mean of (candidate − baseline). */
  double difference();

  /** Lower end of the difference's 95 % interval. */
  double low();

  /** Upper end of the difference's 95 % interval. */
  double high();

  /** Probability of so large a difference, in either direction, where there is none. */
  double p();

  /**
   * Cohen's d of paired samples: the mean difference in its standard deviations; 0.2 is called
   * small, 0.5 medium, 0.8 large.
   */
  double effect();

  /** Whether the difference is significant at 5 %, in either direction. */
  default boolean isSignificant() {
    return p() < LEVEL;
  }
}
