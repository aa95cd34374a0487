package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.schema.Trial;

class TrialsTest {
  private static Trial smore(double ktWeight) {
    Map<String, Double> all = new TreeMap<>(Recommenders.hyperparameters("SMORE", Map.of()));
    all.put("transfer.ktWeight", ktWeight);
    all.put("transfer.learningRate", 0.001);
    all.put("transfer.recommenderRate", 0.1);
    return new Trial("SMORE", all, 2020L, "CLIP-prompt");
  }

  @Test
  void fileName_ofManyHyperparameters_leavesRoomForEndings() {
    assertThat(Trials.key(smore(0.1)).length()).isAtLeast(200);
    assertThat(Trials.fileName(smore(0.1)).length()).isAtMost(160);
    assertThat(Trials.fileName(smore(0.1))).startsWith("SMORE-CLIP-prompt-seed2020-");
    assertThat(Trials.fileName(smore(0.1))).isNotEqualTo(Trials.fileName(smore(0.2)));
  }

  @Test
  void fileName_ofFew_isTheKey() {
    Trial trial = new Trial("BPR", Map.of("regWeight", 0.1), 1L, Trials.UNTUNED);
    assertThat(Trials.fileName(trial)).isEqualTo("BPR-none-seed1-regWeight=0.1");
  }
}
