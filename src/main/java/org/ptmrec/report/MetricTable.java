package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ptmrec.schema.MetricValue;

/**
 * Ranking metrics of all variants on one split.
 *
 * @param split valid or test
 * @param metrics in the order of the columns
 * @param rows baselines first, then recommender by recommender, untuned before tuned
 */
public record MetricTable(String split, ImmutableList<String> metrics, ImmutableList<Row> rows) {

  /**
   * @param seeds that were averaged over
   * @param users that each metric is the average over
   * @param values by metric
   */
  public record Row(
      Variant variant,
      ImmutableSortedSet<Long> seeds,
      int users,
      ImmutableMap<String, Spread> values) {
    /** NaN where the metric was not computed. */
    public double mean(String metric) {
      Spread spread = values.get(metric);
      return spread == null ? Double.NaN : spread.mean();
    }
  }

  /** The table of one split: seeds averaged, rows and columns in order. */
  public static MetricTable of(String split, Iterable<MetricValue> values) {
    return MetricTables.of(
        split, values, new Variants(Iterables.transform(values, MetricValue::getTrial)));
  }

  public static MetricTable empty(String split) {
    return new MetricTable(split, ImmutableList.of(), ImmutableList.of());
  }

  /** The metric that charts show: recall@20 where there is one. */
  public Optional<String> mainMetric() {
    return metrics.contains("recall@20") ? Optional.of("recall@20") : metrics.stream().findFirst();
  }

  /** The greatest mean of a column. */
  public OptionalDouble best(String metric) {
    return rows.stream()
        .mapToDouble(row -> row.mean(metric))
        .filter(value -> !Double.isNaN(value))
        .max();
  }

  /** How much a tuned variant improves on the same recommender untuned: 0.05 is 5 % more. */
  public OptionalDouble gain(Row row, String metric) {
    if (!row.variant().tuned()) {
      return OptionalDouble.empty();
    }
    double tuned = row.mean(metric);
    return find(row.variant().untuned()).stream()
        .mapToDouble(untuned -> tuned / untuned.mean(metric) - 1)
        .filter(Double::isFinite)
        .findFirst();
  }

  public Optional<Row> find(Variant variant) {
    return rows.stream().filter(row -> row.variant().equals(variant)).findFirst();
  }

  /** The best of the rows that are no baselines, by the main metric. */
  public Optional<Row> winner() {
    return bestOf(
        rows.stream().filter(row -> !row.variant().baseline()).collect(toImmutableList()));
  }

  /** The best baseline by the main metric. */
  public Optional<Row> bestBaseline() {
    return bestOf(rows.stream().filter(row -> row.variant().baseline()).collect(toImmutableList()));
  }

  private Optional<Row> bestOf(ImmutableList<Row> some) {
    return mainMetric()
        .flatMap(
            metric ->
                some.stream()
                    .filter(row -> !Double.isNaN(row.mean(metric)))
                    .max(Comparator.comparingDouble(row -> row.mean(metric))));
  }

  /** The variants best by the main metric, at most so many, in the order of the rows. */
  public ImmutableList<Variant> strongest(int most) {
    String metric = mainMetric().orElse("");
    ImmutableList<Row> strongest =
        rows.stream()
            .filter(row -> !Double.isNaN(row.mean(metric)))
            .sorted(Comparator.comparingDouble((Row row) -> row.mean(metric)).reversed())
            .limit(most)
            .collect(toImmutableList());
    return rows.stream().filter(strongest::contains).map(Row::variant).collect(toImmutableList());
  }

  public ImmutableSortedSet<Long> seeds() {
    return rows.stream()
        .filter(row -> !row.variant().baseline())
        .flatMap(row -> row.seeds().stream())
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }
}
