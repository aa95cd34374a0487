package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.artifact.UserErrorException;

class RankingMetricTest {

  @ParameterizedTest
  @CsvSource({
    "recall@5, 0.6666667",
    "ndcg@5, 0.4776237",
    "precision@5, 0.4",
    "map@5, 0.3", // (1/2 + 2/5) / 3
    "recall@1, 0",
    "ndcg@2, 0.3868528" // (1/log2 3) / (1 + 1/log2 3)
  })
  void of_hitsAtRanksTwoAndFiveOfThreeHeldOut_isTheGoldenValue(String metric, double expected) {
    int[] ranked = {10, 3, 11, 12, 7};
    int[] heldOut = {7, 3, 99};
    assertThat(RankingMetric.parse(metric).of(ranked, heldOut)).isWithin(1e-7).of(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recall", "recall@0", "hits@20", "recall@x", "Recall@20", ""})
  void parse_ofWhatIsNoMetric_saysWhatIsOne(String text) {
    assertThat(assertThrows(UserErrorException.class, () -> RankingMetric.parse(text)))
        .hasMessageThat()
        .contains("such as recall@20");
  }

  @Test
  void toString_ofAMetric_isWhatItIsParsedFrom() {
    assertThat(RankingMetric.parse("ndcg@10").toString()).isEqualTo("ndcg@10");
  }
}
