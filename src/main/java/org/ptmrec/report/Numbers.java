package org.ptmrec.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them, the same in every locale and zone. */
final class Numbers {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** Ranking metrics: four decimals, as in the literature. */
  static String metric(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** A difference of two ranking metrics, with its sign. */
  static String difference(double value) {
    String digits = metric(Math.abs(value));
    return (digits.equals("0.0000") ? "±" : value < 0 ? "−" : "+") + digits;
  }

  /** Two decimals and the sign. */
  static String signed(double value) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "−∞" : "∞";
    }
    return (value < 0 ? "−" : "") + String.format(Locale.ROOT, "%.2f", Math.abs(value));
  }

  /** A p-value: nobody should read 0 where there is only little. */
  static String probability(double p) {
    return p < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** 0.25 is 25.0 %. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** As {@link #percent}, but digits enough to tell 99.98 from 100. */
  static String finePercent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** A change, with its sign. */
  static String gain(double share) {
    double rounded = Math.round(1000 * share) / 10.0;
    String sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "±";
    return String.format(Locale.ROOT, "%s%.1f %%", sign, Math.abs(rounded));
  }

  /** How many times as much: two digits. */
  static String factor(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }

  /** The shortest text for axes and settings: 0.1, 20, 0.0001. */
  static String plain(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal decimal = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    return decimal.signum() == 0 ? "0" : decimal.toPlainString();
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String duration(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
    }
    long seconds = millis / 1_000;
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60);
  }

  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  /** A coordinate in a drawing. */
  static String coordinate(double value) {
    double rounded = Math.round(10 * value) / 10.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
