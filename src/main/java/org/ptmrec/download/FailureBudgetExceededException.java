package org.ptmrec.download;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ptmrec.artifact.UserErrorException;

/** Too many items are without their picture for what follows to mean anything. */
public final class FailureBudgetExceededException extends UserErrorException {
  private static final long serialVersionUID = 1;

  private FailureBudgetExceededException(String message) {
    super(message);
  }

  /**
   * @param items all that have a URL
   * @param failed how many of them failed, by reason
   * @param maxFailureRate share that may fail
   * @throws FailureBudgetExceededException if more did; its message lists the reasons
   */
  static void check(long items, Map<String, Long> failed, double maxFailureRate) {
    long all = failed.values().stream().mapToLong(Long::longValue).sum();
    if (all > maxFailureRate * items) {
      throw new FailureBudgetExceededException(
          String.format(
              Locale.ROOT,
              "%,d of %,d images could not be had (%.1f%%), more than maxFailureRate %.1f%% allows:"
                  + " %s; correct the addresses or the connection, or raise maxFailureRate",
              all,
              items,
              100.0 * all / items,
              100 * maxFailureRate,
              table(failed)));
    }
  }

  /** Most frequent first. */
  private static String table(Map<String, Long> failed) {
    return failed.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
