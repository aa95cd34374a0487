package org.ptmrec.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Drops users and items of fewer than k rows until none is left: the fixed point is unique,
 * whatever the order of dropping. Rows are counted, not distinct pairs.
 */
final class KCore {
  private KCore() {}

  /** The surviving rows in their order. */
  static List<RawInteraction> of(List<RawInteraction> rows, int k) {
    List<RawInteraction> kept = rows;
    while (true) {
      Map<String, Integer> users = counts(kept, RawInteraction::userId);
      Map<String, Integer> items = counts(kept, RawInteraction::itemId);
      List<RawInteraction> next =
          kept.stream()
              .filter(
                  row ->
                      users.getOrDefault(row.userId(), 0) >= k
                          && items.getOrDefault(row.itemId(), 0) >= k)
              .toList();
      if (next.size() == kept.size()) {
        return next;
      }
      kept = next;
    }
  }

  private static Map<String, Integer> counts(
      List<RawInteraction> rows, Function<RawInteraction, String> key) {
    Map<String, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(key.apply(row), 1, Integer::sum));
    return counts;
  }
}
