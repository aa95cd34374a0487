package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import org.ptmrec.schema.Trial;

/**
 * How a training went.
 *
 * @param metric the validation metric that the points carry
 * @param bestEpoch the epoch whose state was kept; -1 when stage two kept its starting point
 */
public record LearningCurve(
    Variant variant,
    Trial trial,
    String metric,
    ImmutableList<Point> points,
    int bestEpoch,
    long trainableParameters,
    long totalParameters) {

  /**
   * @param loss mean training loss; NaN for the starting point of stage two, epoch -1
   * @param transferLoss mean knowledge-transfer loss, unweighted
   * @param quality the validation metric; NaN in an epoch that was not validated
   */
  public record Point(int epoch, double loss, double transferLoss, double quality) {}

  public long seed() {
    return trial.getSeed();
  }

  /** How many were trained; the starting point of stage two is none. */
  public int epochs() {
    return (int) points.stream().filter(point -> point.epoch() >= 0).count();
  }

  /** The greatest validation metric of any epoch; -1 when none was validated. */
  public double bestQuality() {
    return points.stream().mapToDouble(Point::quality).filter(Double::isFinite).max().orElse(-1);
  }
}
