package org.ptmrec.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.ptmrec.download.FileDownload;

/** How far a download is: a line that is rewritten on a terminal, elsewhere one now and then. */
final class TransferProgress implements FileDownload.Listener, AutoCloseable {
  private static final Duration REWRITE_EVERY = Duration.ofMillis(500);
  private static final Duration PLAIN_EVERY = Duration.ofSeconds(15);

  private final String name;
  private final PrintWriter err;
  private final boolean isTerminal = System.getenv("PTMREC_TERMINAL") != null;
  private final Instant start = Instant.now();
  private Instant last = start;
  private long first = -1;
  private int shown;

  TransferProgress(String name, PrintWriter err) {
    this.name = name;
    this.err = err;
  }

  @Override
  public void progressed(long bytes, long total) {
    first = first < 0 ? bytes : first;
    Instant now = Instant.now();
    if (Duration.between(last, now).compareTo(isTerminal ? REWRITE_EVERY : PLAIN_EVERY) < 0) {
      return;
    }
    last = now;
    String text = text(bytes, total, Duration.between(start, now));
    if (isTerminal) {
      err.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
      shown = text.length();
    } else {
      err.println(text);
    }
    err.flush();
  }

  private String text(long bytes, long total, Duration elapsed) {
    double rate = (bytes - first) / Math.max(1e-3, elapsed.toMillis() / 1000.0);
    StringBuilder text = new StringBuilder(name + "  " + ProgressText.size(bytes));
    if (total > 0) {
      text.append(String.format(Locale.ROOT, " of %s", ProgressText.size(total)));
    }
    text.append(", ").append(ProgressText.size((long) rate)).append("/s");
    if (total > 0 && rate > 0) {
      Duration left = Duration.ofSeconds((long) ((total - bytes) / rate));
      text.append(", ").append(ProgressText.duration(left)).append(" left");
    }
    return text.toString();
  }

  @Override
  public void close() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
    }
  }
}
