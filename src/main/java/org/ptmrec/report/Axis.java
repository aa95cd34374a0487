package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/** Maps values to coordinates, with round numbers to write beside it. */
final class Axis {
  private static final int INTERVALS = 5;

  private final double least;
  private final double most;
  private final double step;
  private final double from;
  private final double to;

  private Axis(double least, double most, double step, double from, double to) {
    this.least = least;
    this.most = most;
    this.step = step;
    this.from = from;
    this.to = to;
  }

  /**
   * @param from coordinate of the least value
   * @param to coordinate of the greatest
   */
  static Axis over(DoubleStream values, double from, double to) {
    DoubleSummaryStatistics range = values.summaryStatistics();
    double least = range.getMin();
    double most = range.getMax();
    if (most - least <= 1e-9 * Math.max(1, Math.abs(most))) {
      double room = Math.max(1e-6, 0.1 * Math.abs(most));
      least -= room;
      most += room;
    }
    return new Axis(least, most, roundStep((most - least) / INTERVALS), from, to);
  }

  /** As {@link #over}, for values between which there is nothing, such as epochs. */
  static Axis overWholeNumbers(DoubleStream values, double from, double to) {
    DoubleSummaryStatistics range = values.summaryStatistics();
    double least = range.getMin();
    double most = Math.max(range.getMax(), least + 1);
    return new Axis(least, most, Math.max(1, roundStep((most - least) / INTERVALS)), from, to);
  }

  /** The least of 1, 2, 5 times a power of ten that is not less. */
  private static double roundStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= step * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  double at(double value) {
    return from + (value - least) / (most - least) * (to - from);
  }

  /** Multiples of a round step, inside the range. */
  ImmutableList<Double> ticks() {
    ImmutableList.Builder<Double> ticks = ImmutableList.builder();
    long first = (long) Math.ceil(least / step - 1e-9);
    for (long i = first; i * step <= most + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks.build();
  }
}
