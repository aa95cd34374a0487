package org.ptmrec.download;

import java.util.EnumMap;
import java.util.Map;
import org.ptmrec.artifact.ShownUrl;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of failures without drowning the log in them: the first few of each reason, then the 10th,
 * the 100th, the 1000th. The failures themselves are records. Thread-safe.
 */
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final int FIRST = 3;

  private final Map<FetchFailureReason, Long> seen = new EnumMap<>(FetchFailureReason.class);

  void add(FetchFailure failure) {
    long n;
    synchronized (this) {
      n = seen.merge(failure.getReason(), 1L, Long::sum);
    }
    if (n <= FIRST || isPowerOfTen(n)) {
      LOG.warn(
          "{} (no. {}): {}: {}",
          failure.getReason(),
          n,
          ShownUrl.in(failure.getUrl()),
          failure.getDetail());
    }
  }

  private static boolean isPowerOfTen(long n) {
    long rest = n;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }
}
