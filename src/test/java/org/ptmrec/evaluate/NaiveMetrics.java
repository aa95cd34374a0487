package org.ptmrec.evaluate;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The ranking metrics from their definitions and by other means than the product's: sets, prefixes,
 * base-2 logarithms.
 */
final class NaiveMetrics {
  private NaiveMetrics() {}

  static double of(String metric, List<Integer> ranked, List<Integer> heldOut) {
    String name = metric.substring(0, metric.indexOf('@'));
    int k = Integer.parseInt(metric.substring(metric.indexOf('@') + 1));
    int best = Math.min(k, heldOut.size());
    Set<Integer> relevant = ImmutableSet.copyOf(heldOut);
    Set<Integer> hitRanks =
        IntStream.rangeClosed(1, Math.min(k, ranked.size()))
            .filter(rank -> relevant.contains(ranked.get(rank - 1)))
            .boxed()
            .collect(toImmutableSet());
    return switch (name) {
      case "recall" -> hitRanks.size() / (double) heldOut.size();
      case "precision" -> hitRanks.size() / (double) k;
      case "ndcg" ->
          hitRanks.stream().mapToDouble(NaiveMetrics::discount).sum()
              / IntStream.rangeClosed(1, best).mapToDouble(NaiveMetrics::discount).sum();
      case "map" -> hitRanks.stream().mapToDouble(rank -> precisionAt(rank, hitRanks)).sum() / best;
      default -> throw new IllegalArgumentException(metric);
    };
  }

  private static double precisionAt(int rank, Set<Integer> hitRanks) {
    return hitRanks.stream().filter(hit -> hit <= rank).count() / (double) rank;
  }

  private static double discount(int rank) {
    return 1 / (Math.log10(rank + 1) / Math.log10(2));
  }
}
