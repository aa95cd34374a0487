package org.ptmrec.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import java.util.List;

/** Durations and what is said of several. */
final class Timing {
  private Timing() {}

  static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  /** How many seconds something takes. */
  static double seconds(Runnable action) {
    long begin = System.nanoTime();
    action.run();
    return secondsSince(begin);
  }

  static double median(List<Double> values) {
    return Quantiles.median().compute(ImmutableList.copyOf(values));
  }
}
