package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.TrainedRecommender;

/** Takes the histories out of trained recommenders, whose tensors stay behind. */
final class LearningCurves {
  private static final String PREFERRED = "recall@20";

  private LearningCurves() {}

  static ImmutableList<LearningCurve> of(Records<TrainedRecommender> trained, Variants variants) {
    List<LearningCurve> curves = new ArrayList<>();
    trained.forEach(recommender -> curves.add(curve(recommender, variants)));
    curves.sort(
        Comparator.comparing((LearningCurve curve) -> curve.variant().base())
            .thenComparing(curve -> curve.variant().tuned())
            .thenComparing(curve -> curve.variant().tuning())
            .thenComparingLong(LearningCurve::seed));
    return ImmutableList.copyOf(curves);
  }

  private static LearningCurve curve(TrainedRecommender trained, Variants variants) {
    String metric = metric(trained.getHistory());
    return new LearningCurve(
        variants.of(trained.getTrial()),
        trained.getTrial(),
        metric,
        trained.getHistory().stream()
            .map(epoch -> point(epoch, metric))
            .collect(ImmutableList.toImmutableList()),
        trained.getBestEpoch(),
        trained.getTrainableParameters(),
        trained.getTotalParameters());
  }

  private static String metric(List<EpochRecord> history) {
    return history.stream()
        .map(EpochRecord::getValidation)
        .map(Map::keySet)
        .flatMap(names -> names.stream().sorted())
        .reduce((first, next) -> next.equals(PREFERRED) ? next : first)
        .orElse(PREFERRED);
  }

  private static LearningCurve.Point point(EpochRecord epoch, String metric) {
    Double quality = epoch.getValidation().get(metric);
    boolean isStart = epoch.getEpoch() < 0; // stage two before any step: no loss yet
    return new LearningCurve.Point(
        epoch.getEpoch(),
        isStart ? Double.NaN : epoch.getLoss(),
        isStart ? Double.NaN : epoch.getTransferLoss(),
        quality == null ? Double.NaN : quality);
  }
}
