package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ptmrec.evaluate.PairedBootstrap;
import org.ptmrec.evaluate.PairedTest;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.UserMetrics;

/**
 * Tests every tuned variant against the same recommender untuned and against its other variants.
 */
final class Comparisons {
  private static final String SPLIT = "test";
  private static final ImmutableList<String> METRICS = ImmutableList.of("recall@20", "ndcg@20");

  private final Variants variants;
  private final List<String> metrics;

  /** By variant, metric and seed. */
  private final Map<Variant, Map<String, TreeMap<Long, Double>>> means = new HashMap<>();

  /** By variant, metric and user: sums over seeds. */
  private final Map<Variant, Map<String, TreeMap<Integer, Double>>> users = new HashMap<>();

  private Comparisons(Variants variants, MetricTable table) {
    this.variants = variants;
    List<String> usual = METRICS.stream().filter(table.metrics()::contains).toList();
    metrics = usual.isEmpty() ? table.mainMetric().stream().toList() : usual;
  }

  static ImmutableList<Comparison> of(
      MetricTable table,
      Iterable<MetricValue> values,
      Records<UserMetrics> userMetrics,
      Variants variants) {
    List<Variant> tuned =
        table.rows().stream().map(MetricTable.Row::variant).filter(Variant::tuned).toList();
    if (tuned.isEmpty()) {
      return ImmutableList.of();
    }
    Comparisons comparisons = new Comparisons(variants, table);
    values.forEach(comparisons::add);
    userMetrics.forEach(comparisons::add);
    ImmutableList.Builder<Comparison> all = ImmutableList.builder();
    for (Variant candidate : tuned) {
      for (MetricTable.Row row : table.rows()) {
        Variant baseline = row.variant();
        if (baseline.base().equals(candidate.base())
            && (!baseline.tuned() || tuned.indexOf(baseline) < tuned.indexOf(candidate))) {
          comparisons.metrics.forEach(
              metric -> all.add(comparisons.compare(candidate, baseline, metric)));
        }
      }
    }
    return all.build();
  }

  private void add(MetricValue value) {
    if (value.getSplit().equals(SPLIT) && metrics.contains(value.getMetric())) {
      means
          .computeIfAbsent(variants.of(value.getTrial()), key -> new HashMap<>())
          .computeIfAbsent(value.getMetric(), key -> new TreeMap<>())
          .put(value.getTrial().getSeed(), value.getValue());
    }
  }

  private void add(UserMetrics user) {
    Variant variant = variants.of(user.getTrial());
    if (!user.getSplit().equals(SPLIT) || variant.baseline()) {
      return;
    }
    Map<String, TreeMap<Integer, Double>> byMetric =
        users.computeIfAbsent(variant, key -> new HashMap<>());
    for (String metric : metrics) {
      Double value = user.getValues().get(metric);
      if (value != null) {
        byMetric
            .computeIfAbsent(metric, key -> new TreeMap<>())
            .merge(user.getUser(), value, Double::sum);
      }
    }
  }

  private Comparison compare(Variant candidate, Variant baseline, String metric) {
    TreeMap<Long, Double> ours = of(means, candidate, metric);
    TreeMap<Long, Double> theirs = of(means, baseline, metric);
    // Sums over other seeds than the candidate's would not be pairs.
    boolean sameSeeds = ours.keySet().equals(theirs.keySet());
    Optional<Pairs> ofUsers =
        sameSeeds
            ? pairs(
                of(users, candidate, metric),
                ours.size(),
                of(users, baseline, metric),
                theirs.size())
            : Optional.empty();
    return new Comparison(
        candidate,
        baseline,
        metric,
        pairs(ours, 1, theirs, 1).map(pairs -> PairedTest.of(pairs.candidate, pairs.baseline)),
        ofUsers
            .filter(pairs -> pairs.candidate.length >= PairedBootstrap.FEWEST_PAIRS)
            .map(pairs -> PairedBootstrap.of(pairs.candidate, pairs.baseline)));
  }

  private static <K> TreeMap<K, Double> of(
      Map<Variant, Map<String, TreeMap<K, Double>>> values, Variant variant, String metric) {
    return values.getOrDefault(variant, Map.of()).getOrDefault(metric, new TreeMap<>());
  }

  /** What two variants came to, pair by pair. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pairs(double[] candidate, double[] baseline) {}

  private static <K> Optional<Pairs> pairs(
      TreeMap<K, Double> candidate, int ofOne, TreeMap<K, Double> baseline, int ofOther) {
    Set<K> keys = Sets.intersection(candidate.keySet(), baseline.keySet());
    return keys.size() < 2
        ? Optional.empty()
        : Optional.of(new Pairs(values(candidate, keys, ofOne), values(baseline, keys, ofOther)));
  }

  private static <K> double[] values(TreeMap<K, Double> sums, Set<K> keys, int of) {
    return keys.stream().mapToDouble(key -> sums.getOrDefault(key, 0.0) / of).toArray();
  }
}
