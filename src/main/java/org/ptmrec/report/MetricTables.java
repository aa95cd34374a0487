package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ptmrec.schema.MetricValue;

/** Averages metrics over seeds and puts them in order. */
final class MetricTables {
  private static final ImmutableList<String> TUNINGS =
      ImmutableList.of("none", "prompt", "lora", "adapter");

  private MetricTables() {}

  /** The table of one split. */
  static MetricTable of(String split, Iterable<MetricValue> values, Variants variants) {
    Map<Variant, List<MetricValue>> byVariant = new HashMap<>();
    TreeSet<String> metrics =
        new TreeSet<>(
            Comparator.comparing(MetricTables::family).thenComparingInt(MetricTables::cutoff));
    for (MetricValue value : values) {
      if (value.getSplit().equals(split)) {
        byVariant
            .computeIfAbsent(variants.of(value.getTrial()), key -> new ArrayList<>())
            .add(value);
        metrics.add(value.getMetric());
      }
    }
    List<MetricTable.Row> rows = new ArrayList<>();
    byVariant.forEach((variant, some) -> rows.add(row(variant, some, metrics)));
    MetricTable unordered =
        new MetricTable(split, ImmutableList.copyOf(metrics), ImmutableList.copyOf(rows));
    rows.sort(order(unordered));
    return new MetricTable(split, unordered.metrics(), ImmutableList.copyOf(rows));
  }

  private static String family(String metric) {
    int at = metric.indexOf('@');
    String family = at < 0 ? metric : metric.substring(0, at);
    // Recall first, as in the paper's tables.
    return family.equals("recall") ? "" : family;
  }

  private static int cutoff(String metric) {
    String digits = metric.substring(metric.indexOf('@') + 1);
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
  }

  private static MetricTable.Row row(
      Variant variant, List<MetricValue> values, Iterable<String> metrics) {
    Map<String, TreeMap<Long, Double>> bySeed = new HashMap<>();
    ImmutableSortedSet.Builder<Long> seeds = ImmutableSortedSet.naturalOrder();
    int users = 0;
    for (MetricValue value : values) {
      seeds.add(value.getTrial().getSeed());
      users = Math.max(users, value.getUsers());
      bySeed
          .computeIfAbsent(value.getMetric(), key -> new TreeMap<>())
          .put(value.getTrial().getSeed(), value.getValue());
    }
    ImmutableMap.Builder<String, Spread> spreads = ImmutableMap.builder();
    for (String metric : metrics) {
      if (bySeed.containsKey(metric)) {
        spreads.put(metric, Spread.of(bySeed.get(metric).values()));
      }
    }
    return new MetricTable.Row(variant, seeds.build(), users, spreads.buildOrThrow());
  }

  /** Baselines first, then the weaker recommenders; a recommender's rows stay together. */
  private static Comparator<MetricTable.Row> order(MetricTable table) {
    Map<String, Double> strength = new HashMap<>();
    String metric = table.mainMetric().orElse("");
    for (MetricTable.Row row : table.rows()) {
      double mean = row.mean(metric);
      strength.merge(row.variant().recommender(), Double.isNaN(mean) ? 0 : mean, Math::max);
    }
    return Comparator.<MetricTable.Row, Boolean>comparing(row -> !row.variant().baseline())
        .thenComparing(row -> strength.getOrDefault(row.variant().recommender(), 0.0))
        .thenComparing(row -> row.variant().base())
        .thenComparing(row -> tuningRank(row.variant().tuning()))
        .thenComparing(row -> row.variant().tuning());
  }

  private static int tuningRank(String tuning) {
    int rank = TUNINGS.indexOf(tuning);
    return rank < 0 ? TUNINGS.size() : rank;
  }
}
