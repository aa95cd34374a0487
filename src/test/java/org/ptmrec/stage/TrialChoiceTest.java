package org.ptmrec.stage;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineReader;

/** On the quickstart, which trains VBPR and FREEDOM and tunes both with prompts. */
class TrialChoiceTest {
  private static void read(String... overrides) {
    PipelineReader.read(
        Path.of("pipelines/quickstart.yaml").toString(), List.of(overrides), Stages.all());
  }

  private static String problem(String... overrides) {
    return assertThrows(UserErrorException.class, () -> read(overrides)).getMessage();
  }

  @Test
  void check_whatThePipelineMakes_isAccepted() {
    read("recommend.recommender=FREEDOM", "recommend.tuning=none");
    read("recommend.tuning=prompt", "train.recommenders=[SMORE]", "recommend.recommender=SMORE");
  }

  @Test
  void check_aVariantOfNoTuning_isRefusedBeforeAnythingRuns() {
    assertThat(problem("recommend.tuning=lora"))
        .containsMatch(
            "quickstart.yaml.*: stage recommend: tuning: the pipeline makes no variant of VBPR,"
                + " FREEDOM 'lora', only 'none', 'prompt'$");
  }

  @Test
  void check_aRecommenderThatIsNotTrained_isRefusedBeforeAnythingRuns() {
    assertThat(problem("recommend.recommender=SMORE"))
        .containsMatch(
            "stage recommend: recommender: the pipeline makes no recommender 'SMORE', only"
                + " 'VBPR', 'FREEDOM'$");
  }

  @Test
  void check_aGateOnWhatIsNotMeasured_isRefusedBeforeAnythingRuns() {
    assertThat(problem("stages.gate={}", "gate.metric=recall@7"))
        .containsMatch(
            "stage gate: metric: the pipeline measures no 'recall@7', only 'recall@10', .*;"
                + " add it to evaluate.metrics$");
    read("stages.gate={}", "gate.metric=recall@7", "evaluate.metrics=[recall@7]");
  }

  @Test
  void check_aKeyOfAStageThatIsNotThere_isRefusedWithWhatToAdd() {
    assertThat(problem("gate.metric=recall@10"))
        .containsMatch("the pipeline has no stage 'gate'; add 'gate: \\{}' under stages$");
  }

  /** BPR reads no features, so that there is nothing to tune. */
  @Test
  void check_aVariantOfWhatIsNotTuned_isRefusedBeforeAnythingRuns() {
    assertThat(
            problem(
                "train.recommenders=[BPR, VBPR]",
                "recommend.recommender=BPR",
                "recommend.tuning=prompt"))
        .containsMatch("tuning: the pipeline makes no variant of BPR 'prompt', only 'none'$");
    read("train.recommenders=[BPR, VBPR]", "recommend.tuning=prompt");
  }
}
