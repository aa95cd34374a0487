package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KCoreTest {
  private static RawInteraction row(String user, String item, long time) {
    return new RawInteraction(user, item, time, null);
  }

  /** What is left, in the order of the source. */
  private static List<RawInteraction> core(List<RawInteraction> rows, int k) {
    try (RatingSpool spool = new RatingSpool(3)) {
      rows.forEach(spool::add);
      spool.group(false);
      long dropped = KCore.apply(spool, k);
      TreeMap<Long, RawInteraction> left = new TreeMap<>();
      spool.forEach(
          user ->
              user.rows()
                  .forEach(
                      row ->
                          left.put(
                              row.position(),
                              row(
                                  user.userId(),
                                  spool.itemIds().get(row.item()),
                                  row.timestamp()))));
      assertThat(dropped).isEqualTo(rows.size() - left.size());
      return List.copyOf(left.values());
    }
  }

  @Test
  void apply_chainThatUnravels_nothingLeft() {
    List<RawInteraction> chain = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      chain.add(row("u" + i, "i" + i, 0));
      chain.add(row("u" + i, "i" + (i + 1), 0));
    }
    assertThat(core(chain, 2)).isEmpty();
  }

  @Test
  void apply_repeatedPairs_rowsCountNotPairs() {
    List<RawInteraction> rows = List.of(row("u", "i", 1), row("u", "i", 2), row("u", "i", 3));
    assertThat(core(rows, 3)).isEqualTo(rows);
    assertThat(core(rows, 4)).isEmpty();
  }

  @Test
  void apply_denseCoreWithLooseEnds_coreLeftInItsOrder() {
    List<RawInteraction> rows =
        List.of(
            row("loose", "a", 0),
            row("u", "b", 0),
            row("v", "a", 0),
            row("u", "a", 0),
            row("v", "b", 0),
            row("v", "loose", 0));
    assertThat(core(rows, 2))
        .containsExactly(row("u", "b", 0), row("v", "a", 0), row("u", "a", 0), row("v", "b", 0))
        .inOrder();
  }
}
