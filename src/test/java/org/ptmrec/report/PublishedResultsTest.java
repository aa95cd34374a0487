package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PublishedResultsTest {
  private static DataSummary sizes(int users, int items, long interactions, long train) {
    DataSummary.Range range = new DataSummary.Range(5, 7, 100);
    return new DataSummary(
        users,
        items,
        train,
        (interactions - train) / 2,
        (interactions - train + 1) / 2,
        range,
        range,
        0,
        0,
        0,
        0,
        ImmutableSortedMap.of(),
        Optional.empty(),
        range,
        OptionalInt.empty());
  }

  @Test
  void datasetOf_sizesOfBaby_isBabyOnlyWithItsSplit() {
    assertThat(PublishedResults.datasetOf(sizes(19_445, 7_050, 160_792, 118_551))).hasValue("Baby");
    assertThat(PublishedResults.datasetOf(sizes(19_445, 7_050, 160_792, 128_000))).isEmpty();
    assertThat(PublishedResults.datasetOf(sizes(19_446, 7_050, 160_792, 118_551))).isEmpty();
  }

  @Test
  void of_clothing_hasTheLastCellOfTheTable() {
    assertThat(PublishedResults.of("Clothing"))
        .contains(
            new PublishedResults.Value("PTMRec, Table 1", "SMORE", "prompt", "ndcg@20", 0.0451));
    assertThat(PublishedResults.of("Elec")).isEmpty();
  }

  @Test
  void warnings_ofClothing_tellOfTheWrongColumns() {
    assertThat(PublishedResults.warnings("Clothing").get(0)).contains("Electronics");
    assertThat(PublishedResults.warnings("Baby")).hasSize(3);
  }
}
