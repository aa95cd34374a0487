package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ptmrec.stage.EncodeStage;
import org.ptmrec.stage.EvaluateStage;
import org.ptmrec.stage.IngestStage;
import org.ptmrec.stage.TrainStage;

class StageCodeTest {
  private final StageCode code = new StageCode();

  @Test
  void reachable_fromTrain_hasEveryRecommenderBehindItsService() {
    Set<String> classes = code.reachableFrom(TrainStage.class).keySet();
    assertThat(classes)
        .containsAtLeast(
            "org.ptmrec.recommend.Vbpr", "org.ptmrec.recommend.Freedom", "org.ptmrec.tensor.Adam");
    assertThat(classes).contains("org.ptmrec.schema.TrainedRecommender");
  }

  @Test
  void reachable_fromAStage_hasNoOtherStagesWork() {
    assertThat(code.reachableFrom(IngestStage.class)).doesNotContainKey("org.ptmrec.tensor.Adam");
    assertThat(code.reachableFrom(EncodeStage.class))
        .doesNotContainKey("org.ptmrec.recommend.Vbpr");
    assertThat(code.reachableFrom(EvaluateStage.class))
        .doesNotContainKey("org.ptmrec.ingest.IngestDataset");
  }

  @Test
  void digests_asked_twice_areEqual() {
    assertThat(new StageCode().reachableFrom(IngestStage.class))
        .isEqualTo(code.reachableFrom(IngestStage.class));
  }
}
