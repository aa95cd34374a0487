package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** One of the figures that a training has for every epoch, as lines. */
enum CurveMeasure {
  LOSS(LearningCurve.Point::loss),
  TRANSFER_LOSS(LearningCurve.Point::transferLoss),
  QUALITY(LearningCurve.Point::quality);

  private final ToDoubleFunction<LearningCurve.Point> value;

  CurveMeasure(ToDoubleFunction<LearningCurve.Point> value) {
    this.value = value;
  }

  String title(LearningCurve curve) {
    return switch (this) {
      case LOSS -> "Training loss";
      case TRANSFER_LOSS -> "Knowledge-transfer loss";
      case QUALITY -> "Validation " + curve.metric();
    };
  }

  /** Whether any epoch has it: there is no knowledge transfer in stage one. */
  boolean concerns(CurveGroup group) {
    return group.shown().stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(value)
        .anyMatch(y -> Double.isFinite(y) && (this != TRANSFER_LOSS || y != 0));
  }

  /** The epochs that have it, the kept one marked. */
  LineChart.Line line(LearningCurve curve, String label, String style) {
    ImmutableList<LineChart.Point> points =
        curve.points().stream()
            .map(point -> new LineChart.Point(point.epoch(), value.applyAsDouble(point)))
            .filter(point -> Double.isFinite(point.y()))
            .collect(toImmutableList());
    OptionalInt kept = OptionalInt.empty();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).x() == curve.bestEpoch()) {
        kept = OptionalInt.of(i);
      }
    }
    return new LineChart.Line(label, style, points, kept);
  }
}
