package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static org.ptmrec.report.ReportRecords.embeddings;
import static org.ptmrec.report.ReportRecords.manifest;
import static org.ptmrec.report.ReportRecords.test;
import static org.ptmrec.report.ReportRecords.trial;
import static org.ptmrec.report.ReportRecords.tuned;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;

/**
 * Of a dataset whose last items have embeddings and no interaction, as those that only new users
 * took under a global-time split: recommenders know twelve items, the encoder sixteen.
 */
class UnseenItemsTest {
  private static final int SEEN = 12;
  private static final int ALL = 16;

  private static ReportData data() {
    Trial untuned = trial("VBPR", "none", 1);
    Trial tuned = trial("VBPR", "prompt", 1);
    List<MetricValue> metrics =
        List.of(test(untuned, "recall@20", 0.2), test(tuned, "recall@20", 0.25));
    List<TrainedRecommender> trained =
        List.of(tuned(untuned, 0, List.of()), tuned(tuned, 0, List.of()));
    List<ItemEmbedding> embeddings = new ArrayList<>(embeddings());
    for (int item = SEEN; item < ALL; item++) {
      embeddings.add(
          new ItemEmbedding(item, true, List.of(1.0f, 0.0f), List.of(0.0f, 1.0f), null, null));
    }
    return ReportCollector.collect(
        ReportInput.builder(List.of(manifest("tune")))
            .setMetrics(metrics::forEach)
            .setTrained(trained::forEach)
            .setEmbeddings(embeddings::forEach)
            .setMapItems(ALL)
            .build());
  }

  @Test
  void collect_itemsWithoutInteractions_mapsThoseThatRecommendersKnow() {
    assertThat(data().maps()).hasSize(2);
    assertThat(data().maps().get(0).images()).hasSize(SEEN);
  }

  @Test
  void collect_itemsWithoutInteractions_areNoNeighboursBeforeTuning() {
    List<NeighbourExample> examples = data().neighbours();

    assertThat(examples).isNotEmpty();
    for (NeighbourExample example : examples) {
      assertThat(example.before().stream().map(ExampleUser.Card::itemId))
          .containsNoneOf("#12", "#13", "#14", "#15");
    }
  }
}
