package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KCoreTest {
  private static RawInteraction row(String user, String item, long time) {
    return new RawInteraction(user, item, time, null);
  }

  @Provide
  Arbitrary<List<RawInteraction>> rows() {
    Arbitrary<Integer> ids = Arbitraries.integers().between(0, 9);
    return Combinators.combine(ids, ids, Arbitraries.longs().between(0, 1))
        .as((user, item, time) -> row("u" + user, "i" + item, time))
        .list()
        .ofMaxSize(120);
  }

  /** Removes one offending row at a time: the definition, slowly. */
  private static List<RawInteraction> oneByOne(List<RawInteraction> rows, int k) {
    List<RawInteraction> kept = new ArrayList<>(rows);
    for (int i = 0; i < kept.size(); i++) {
      RawInteraction row = kept.get(i);
      if (kept.stream().filter(r -> r.userId().equals(row.userId())).count() < k
          || kept.stream().filter(r -> r.itemId().equals(row.itemId())).count() < k) {
        kept.remove(i);
        i = -1;
      }
    }
    return kept;
  }

  @Property(tries = 300)
  void of_anyRows_sameAsRemovingOneByOne(
      @ForAll("rows") List<RawInteraction> rows, @ForAll @IntRange(min = 1, max = 6) int k) {
    assertThat(KCore.of(rows, k)).containsExactlyElementsIn(oneByOne(rows, k)).inOrder();
  }

  @Test
  void of_chainThatUnravels_nothingLeft() {
    List<RawInteraction> chain = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      chain.add(row("u" + i, "i" + i, 0));
      chain.add(row("u" + i, "i" + (i + 1), 0));
    }
    assertThat(KCore.of(chain, 2)).isEmpty();
  }

  @Test
  void of_repeatedPairs_rowsCountNotPairs() {
    List<RawInteraction> rows = List.of(row("u", "i", 1), row("u", "i", 2), row("u", "i", 3));
    assertThat(KCore.of(rows, 3)).isEqualTo(rows);
  }
}
