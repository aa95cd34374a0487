package org.ptmrec.transform;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Trial;

/**
 * Finds the trial that is best by a metric: the best mean over seeds decides between settings, the
 * best value between the seeds of that. One with fewer seeds than another, because trials failed,
 * is never better. Among equals, the first in the order of the names wins, so that the order of the
 * values has no say.
 */
final class BestTrial {
  private final String metric;

  /** By all of a trial but its seed, then by the trial's key. */
  private final Map<String, TreeMap<String, Double>> settings = new TreeMap<>();

  BestTrial(String metric) {
    this.metric = metric;
  }

  void add(MetricValue value) {
    Trial trial = value.getTrial();
    if (value.getMetric().equals(metric)) {
      String setting = Trials.key(Trial.newBuilder(trial).setSeed(0).build());
      settings
          .computeIfAbsent(setting, unused -> new TreeMap<>())
          .put(Trials.key(trial), value.getValue());
    }
  }

  /** Of the best trial, as {@link Trials#key} makes it; empty without values. */
  Optional<String> key() {
    return settings.values().stream()
        .max(BestTrial.<String>bySeedsAndMean().thenComparing(reversedFirstKey()))
        .flatMap(
            seeds ->
                seeds.entrySet().stream()
                    .max(
                        Map.Entry.<String, Double>comparingByValue()
                            .thenComparing(Map.Entry.<String, Double>comparingByKey().reversed()))
                    .map(Map.Entry::getKey));
  }

  private static Comparator<TreeMap<String, Double>> reversedFirstKey() {
    return Comparator.<TreeMap<String, Double>, String>comparing(TreeMap::firstKey).reversed();
  }

  /** Of a setting's values by seed: more of them first, then the better mean; greater is better. */
  static <K> Comparator<TreeMap<K, Double>> bySeedsAndMean() {
    return Comparator.<TreeMap<K, Double>>comparingInt(TreeMap::size)
        .thenComparingDouble(BestTrial::mean);
  }

  private static double mean(TreeMap<?, Double> seeds) {
    return seeds.values().stream().mapToDouble(value -> value).average().orElse(0);
  }
}
