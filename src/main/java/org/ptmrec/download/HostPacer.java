package org.ptmrec.download;

import java.util.function.LongSupplier;

/** Spreads the requests to one host evenly in time. Thread-safe; clock and sleep are given. */
final class HostPacer {
  private final LongSupplier clock;
  private final Sleeper sleeper;
  private long intervalNanos;
  private long nextFree;

  HostPacer(double requestsPerSecond, LongSupplier nanoClock, Sleeper sleeper) {
    this.intervalNanos = (long) (1e9 / requestsPerSecond);
    this.clock = nanoClock;
    this.sleeper = sleeper;
    this.nextFree = nanoClock.getAsLong();
  }

  /** Waits for its turn. */
  void acquire() throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = clock.getAsLong();
      long turn = Math.max(now, nextFree);
      nextFree = turn + intervalNanos;
      wait = turn - now;
    }
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }

  /** At least so far apart, if the host wants it so. */
  synchronized void slowDownTo(long nanosBetweenRequests) {
    intervalNanos = Math.max(intervalNanos, nanosBetweenRequests);
  }

  /** Nobody's turn comes before then. */
  synchronized void pause(long nanos) {
    nextFree = Math.max(nextFree, clock.getAsLong() + nanos);
  }

  /** How a thread waits; tests wait without waiting. */
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;

    Sleeper SYSTEM = nanos -> Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
  }
}
