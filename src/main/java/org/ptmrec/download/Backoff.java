package org.ptmrec.download;

import java.util.function.LongUnaryOperator;

/**
 * How long to wait before another try: a random share of a bound that doubles (full jitter, so that
 * those who failed together do not come back together).
 */
final class Backoff {
  static final long LONGEST_MILLIS = 30_000;
  private static final long FIRST_MILLIS = 500;

  private final LongUnaryOperator random;

  /**
   * @param random a number from 0 to below its argument
   */
  Backoff(LongUnaryOperator random) {
    this.random = random;
  }

  /**
   * @param attempt the one that failed, from 1
   */
  long millis(int attempt) {
    long bound = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 10));
    return random.applyAsLong(bound + 1);
  }
}
