package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ptmrec.evaluate.Slices;
import org.ptmrec.schema.SliceMetric;

/**
 * The main metric of the test split for parts of the held-out interactions.
 *
 * @param users that each slice's means are over, in the order of the columns
 * @param rows in the order of the table of all users
 */
public record SliceTable(
    String metric, ImmutableSortedMap<String, Integer> users, ImmutableList<Row> rows) {

  /**
   * @param values by slice
   */
  public record Row(Variant variant, Map<String, Spread> values) {}

  static SliceTable of(MetricTable test, Iterable<SliceMetric> slices, Variants variants) {
    String metric = test.mainMetric().orElse("");
    Map<Variant, Map<String, List<Double>>> byVariant = new HashMap<>();
    ImmutableSortedMap.Builder<String, Integer> users =
        new ImmutableSortedMap.Builder<>(Comparator.comparingInt(Slices.NAMES::indexOf));
    Map<String, Integer> most = new HashMap<>();
    for (SliceMetric value : slices) {
      if (value.getSplit().equals(test.split()) && value.getMetric().equals(metric)) {
        byVariant
            .computeIfAbsent(variants.of(value.getTrial()), key -> new HashMap<>())
            .computeIfAbsent(value.getSlice(), key -> new ArrayList<>())
            .add(value.getValue());
        most.merge(value.getSlice(), value.getUsers(), Math::max);
      }
    }
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (MetricTable.Row row : test.rows()) {
      Map<String, Spread> spreads = new HashMap<>();
      byVariant
          .getOrDefault(row.variant(), Map.of())
          .forEach((slice, values) -> spreads.put(slice, Spread.of(values)));
      if (!spreads.isEmpty()) {
        rows.add(new Row(row.variant(), spreads));
      }
    }
    return new SliceTable(metric, users.putAll(most).build(), rows.build());
  }
}
