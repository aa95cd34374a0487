package org.ptmrec.download;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices work that should be over long ago, so that a download ends with an error rather than
 * never. Every piece of work has limits of its own; this is for the day when one of them fails.
 * Thread-safe.
 */
final class HangGuard {
  private static final Logger LOG = LoggerFactory.getLogger(HangGuard.class);

  private final long longestNanos;
  private final LongSupplier clock;
  private final Map<Thread, Long> startedAt = new ConcurrentHashMap<>();

  /**
   * @param longest that any piece of work may take
   */
  HangGuard(Duration longest, LongSupplier nanoClock) {
    this.longestNanos = longest.toNanos();
    this.clock = nanoClock;
  }

  /** A download that does not end by itself. */
  static final class HungException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    HungException(String message) {
      super(message);
    }
  }

  /** Does a piece of work, watched. */
  <T, E extends Exception> T watch(Work<T, E> work) throws E {
    startedAt.put(Thread.currentThread(), clock.getAsLong());
    try {
      return work.call();
    } finally {
      startedAt.remove(Thread.currentThread());
    }
  }

  /** Work that may fail in its own way. */
  interface Work<T, E extends Exception> extends Callable<T> {
    @Override
    T call() throws E;
  }

  /**
   * @throws HungException if a piece of work takes too long; where all threads are is logged
   */
  void check() {
    long now = clock.getAsLong();
    startedAt.forEach(
        (thread, start) -> {
          if (now - start > longestNanos) {
            LOG.error("hung: {}", dump());
            throw new HungException(
                "a download hangs: thread "
                    + thread.getName()
                    + " has been at one request for more than "
                    + Duration.ofNanos(longestNanos).toSeconds()
                    + " s; the log shows where");
          }
        });
  }

  private String dump() {
    StringBuilder text = new StringBuilder();
    for (Thread thread : startedAt.keySet()) {
      text.append(thread.getName()).append('\n');
      for (StackTraceElement element : thread.getStackTrace()) {
        text.append("    at ").append(element).append('\n');
      }
    }
    return text.toString();
  }
}
