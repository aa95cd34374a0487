package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.ptmrec.artifact.UserErrorException;

/** Holds {@link DatasetBuilder} to {@link NaiveDataset}. */
class NaiveDatasetTest {
  @Provide
  Arbitrary<List<RawInteraction>> rows() {
    Arbitrary<Integer> ids = Arbitraries.integers().between(0, 9);
    return Combinators.combine(ids, ids, Arbitraries.longs().between(-3, 3))
        .as((user, item, time) -> new RawInteraction("u" + user, "商" + item, time, null))
        .list()
        .ofMaxSize(150);
  }

  @Property(tries = 200)
  void build_anyRowsAndPartitions_sameAsNaive(
      @ForAll("rows") List<RawInteraction> rows,
      @ForAll @IntRange(min = 1, max = 5) int k,
      @ForAll @IntRange(min = 1, max = 4) int partitions,
      @ForAll Splitter.Kind kind) {
    Splitter splitter = new Splitter(kind, 0.15, 0.2, 7);
    NaiveDataset expected = NaiveDataset.of(rows, k, splitter);
    try (DatasetBuilder built = new DatasetBuilder(partitions)) {
      rows.forEach(built::add);
      CollectedDataset found = new CollectedDataset();
      if (expected.users().isEmpty()) {
        assertThrows(UserErrorException.class, () -> built.build(k, splitter, found));
        return;
      }
      assertThat(built.build(k, splitter, found)).isEqualTo(expected.itemIndex());
      assertThat(found.users).containsExactlyElementsIn(expected.users());
      assertThat(found.interactions).containsExactlyElementsIn(expected.interactions());
    }
  }
}
