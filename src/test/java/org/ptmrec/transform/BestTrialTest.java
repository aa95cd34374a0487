package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Trial;

class BestTrialTest {
  private final BestTrial best = new BestTrial("recall@20");

  private void add(double regWeight, long seed, double value) {
    best.add(
        MetricValue.newBuilder()
            .setTrial(new Trial("BPR", Map.of("regWeight", regWeight), seed, Trials.UNTUNED))
            .setSplit("valid")
            .setMetric("recall@20")
            .setValue(value)
            .setUsers(10)
            .build());
  }

  @Test
  void key_ofSettings_theBestSeedOfTheBestMean() {
    add(0.1, 1, 0.5);
    add(0.1, 2, 0.1);
    add(0.2, 1, 0.4);
    add(0.2, 2, 0.3);
    assertThat(best.key()).isEqualTo(Optional.of("BPR-none-seed1-regWeight=0.2"));
  }

  @Test
  void key_aSettingLostSeeds_isNotCompared() {
    add(0.1, 1, 0.9); // its other seed failed
    add(0.2, 1, 0.3);
    add(0.2, 2, 0.4);
    assertThat(best.key()).isEqualTo(Optional.of("BPR-none-seed2-regWeight=0.2"));
  }
}
