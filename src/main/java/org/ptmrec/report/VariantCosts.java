package org.ptmrec.report;

import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;

/** Averages what trials took over the seeds of a variant. */
final class VariantCosts {
  private VariantCosts() {}

  private record Training(LearningCurve curve, TrialCost cost) {}

  /**
   * The cheapest epoch first, those without a timed one last.
   *
   * @param costs of all trials; those that the validation split did not choose are left out
   * @param curves of the chosen ones
   */
  static ImmutableList<VariantCost> of(Records<TrialCost> costs, List<LearningCurve> curves) {
    Map<Trial, LearningCurve> chosen = new HashMap<>();
    curves.forEach(curve -> chosen.put(curve.trial(), curve));
    Map<Variant, List<Training>> byVariant = new HashMap<>();
    costs.forEach(
        cost -> {
          LearningCurve curve = chosen.get(cost.getTrial());
          if (curve != null) {
            byVariant
                .computeIfAbsent(curve.variant(), key -> new ArrayList<>())
                .add(new Training(curve, cost));
          }
        });
    List<VariantCost> rows = new ArrayList<>();
    byVariant.forEach((variant, trainings) -> rows.add(row(variant, trainings)));
    rows.sort(
        Comparator.comparingDouble(VariantCost::secondsPerEpoch)
            .thenComparing(row -> row.variant().label()));
    return ImmutableList.copyOf(rows);
  }

  private static VariantCost row(Variant variant, List<Training> trainings) {
    LearningCurve curve = trainings.get(trainings.size() - 1).curve();
    return new VariantCost(
        variant,
        trainings.stream()
            .map(training -> training.curve().seed())
            .collect(ImmutableSortedSet.toImmutableSortedSet(naturalOrder())),
        trainings.stream().mapToInt(training -> training.curve().epochs()).average().orElse(0),
        secondsPerEpoch(trainings),
        trainings.stream().mapToLong(training -> training.cost().getTensorBytes()).max().orElse(0),
        curve.trainableParameters(),
        curve.totalParameters());
  }

  /** Trials that went on from a checkpoint behind their last epoch have timed none. */
  private static double secondsPerEpoch(List<Training> trainings) {
    return trainings.stream()
        .map(Training::cost)
        .filter(cost -> cost.getEpochs() > 0)
        .mapToDouble(TrialCost::getSecondsPerEpoch)
        .average()
        .orElse(Double.NaN);
  }
}
