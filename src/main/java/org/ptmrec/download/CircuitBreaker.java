package org.ptmrec.download;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.ptmrec.schema.FetchFailureReason;

/**
 * Stops asking a host that has failed many times in a row; from time to time one request is let
 * through to see whether it is back. Thread-safe.
 */
final class CircuitBreaker {
  /** What tells of the host rather than of one picture. */
  private static final Set<FetchFailureReason> OF_THE_HOST =
      EnumSet.of(
          FetchFailureReason.DNS,
          FetchFailureReason.CONNECT,
          FetchFailureReason.TLS,
          FetchFailureReason.TIMEOUT,
          FetchFailureReason.HTTP_429,
          FetchFailureReason.HTTP_5XX);

  private final int threshold;
  private final long pauseNanos;
  private final LongSupplier clock;
  private int failuresInARow;
  private long closedUntil;

  /**
   * @param threshold failures in a row after which the host is left alone
   * @param pause time between two trials after that
   */
  CircuitBreaker(int threshold, Duration pause, LongSupplier nanoClock) {
    this.threshold = threshold;
    this.pauseNanos = pause.toNanos();
    this.clock = nanoClock;
  }

  static boolean isOfTheHost(FetchFailureReason reason) {
    return OF_THE_HOST.contains(reason);
  }

  /** Whether the host may be asked now. */
  synchronized void check() throws FetchException {
    if (failuresInARow < threshold) {
      return;
    }
    long now = clock.getAsLong();
    if (now - closedUntil < 0) {
      throw new FetchException(
          FetchFailureReason.HOST_CIRCUIT_OPEN,
          "not asked: the host failed " + failuresInARow + " times in a row");
    }
    closedUntil = now + pauseNanos; // this one is the trial
  }

  synchronized void answered() {
    failuresInARow = 0;
  }

  synchronized void failed(FetchFailureReason reason) {
    if (!isOfTheHost(reason)) {
      answered();
    } else if (++failuresInARow >= threshold) {
      closedUntil = clock.getAsLong() + pauseNanos;
    }
  }
}
