package org.ptmrec.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.ptmrec.pipeline.ProgressSnapshot;

/**
 * Items a second of the last half minute. Those before say little of what is left: the JVM still
 * compiled, or a tuning embedded its items, which takes longer than a row.
 */
final class RecentRate {
  private static final Duration SPAN = Duration.ofSeconds(30);
  private static final Point START = new Point(Duration.ZERO, 0);

  /** The first is the last that is as old as the span, or the start. */
  private final Deque<Point> points = new ArrayDeque<>();

  private record Point(Duration elapsed, long done) {}

  /** With a look at how far something is; a look that goes back begins anew. */
  double with(ProgressSnapshot progress) {
    Point now = new Point(progress.elapsed(), progress.done());
    Point last = points.isEmpty() ? START : points.getLast();
    if (points.isEmpty()
        || now.elapsed().compareTo(last.elapsed()) < 0
        || now.done() < last.done()) {
      points.clear();
      points.add(START);
    }
    points.add(now);
    Duration border = now.elapsed().minus(SPAN);
    Point first = points.removeFirst();
    while (points.getFirst().elapsed().compareTo(border) <= 0) {
      first = points.removeFirst();
    }
    points.addFirst(first);
    double seconds = now.elapsed().minus(first.elapsed()).toMillis() / 1000.0;
    return seconds == 0 ? 0 : (now.done() - first.done()) / seconds;
  }
}
