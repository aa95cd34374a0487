package org.ptmrec.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ptmrec.artifact.Progress;
import org.ptmrec.pipeline.ProgressSnapshot;

/** Progress, times and sizes in words. */
final class ProgressText {
  private static final String FAILED = Progress.NAMESPACE + "/" + Progress.FAILED_PREFIX;

  private ProgressText() {}

  /**
   * @param rate items a second, from which what is left is told
   */
  static String of(ProgressSnapshot progress, double rate) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%,d", progress.done()));
    if (progress.total() > 0) {
      text.append(String.format(Locale.ROOT, " of %,d", progress.total()));
    }
    if (rate > 0) {
      text.append(String.format(Locale.ROOT, ", %.1f/s", rate));
      long left = progress.total() - progress.done();
      if (left > 0) {
        text.append(", ")
            .append(duration(Duration.ofSeconds((long) (left / rate))))
            .append(" left");
      }
    }
    if (progress.failures() > 0) {
      text.append(", ").append(progress.failures()).append(" failed (");
      text.append(named(progress.failed())).append(')');
    }
    if (!progress.note().isEmpty()) {
      text.append(", ").append(progress.note());
    }
    return text.append(", ").append(duration(progress.elapsed())).toString();
  }

  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 3600) {
      return seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
    }
    if (seconds >= 60) {
      return seconds / 60 + "m" + seconds % 60 + "s";
    }
    return seconds >= 10
        ? seconds + "s"
        : String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
  }

  static String size(long bytes) {
    if (bytes >= 1 << 30) {
      return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
    }
    if (bytes >= 1 << 20) {
      return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
    return bytes >= 1 << 10
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / (double) (1 << 10))
        : bytes + " B";
  }

  /** Failures among an artifact's counters. */
  static long failures(Map<String, Long> counters) {
    return counters.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(FAILED))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  static String reasons(Map<String, Long> counters) {
    return named(
        counters.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(FAILED))
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().substring(FAILED.length()), Map.Entry::getValue)));
  }

  private static String named(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
