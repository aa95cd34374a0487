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
