package org.ptmrec.report;

import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ptmrec.schema.TrialCost;

/** Averages what trials took over the seeds of a variant. */
final class VariantCosts {
  private VariantCosts() {}

  /** The cheapest epoch first. */
  static ImmutableList<VariantCost> of(
      Records<TrialCost> costs, List<LearningCurve> curves, Variants variants) {
    Map<Variant, List<TrialCost>> byVariant = new HashMap<>();
    costs.forEach(
        cost ->
            byVariant
                .computeIfAbsent(variants.of(cost.getTrial()), key -> new ArrayList<>())
                .add(cost));
    Map<Variant, LearningCurve> sizes = new HashMap<>();
    curves.forEach(curve -> sizes.put(curve.variant(), curve));
    List<VariantCost> rows = new ArrayList<>();
    byVariant.forEach(
        (variant, some) -> {
          LearningCurve curve = sizes.get(variant);
          if (curve != null) { // one that the validation split did not choose has no result
            rows.add(row(curve, some));
          }
        });
    rows.sort(
        Comparator.comparingDouble(VariantCost::secondsPerEpoch)
            .thenComparing(row -> row.variant().label()));
    return ImmutableList.copyOf(rows);
  }

  private static VariantCost row(LearningCurve curve, List<TrialCost> costs) {
    return new VariantCost(
        curve.variant(),
        costs.stream()
            .map(cost -> cost.getTrial().getSeed())
            .collect(ImmutableSortedSet.toImmutableSortedSet(naturalOrder())),
        mean(costs, TrialCost::getEpochs),
        mean(costs, TrialCost::getSecondsPerEpoch),
        costs.stream().mapToLong(TrialCost::getTensorBytes).max().orElse(0),
        curve.trainableParameters(),
        curve.totalParameters());
  }

  private static double mean(List<TrialCost> costs, ToDoubleFunction<TrialCost> value) {
    return costs.stream().mapToDouble(value).average().orElse(0);
  }
}
