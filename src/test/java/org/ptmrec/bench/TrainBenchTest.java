package org.ptmrec.bench;

import static com.google.common.truth.Truth.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainBenchTest {
  @Test
  void measure_ofEpochsThatAreCut_countsTheStepsThatAreLeft() {
    SyntheticData data = new SyntheticData(2000, 300, 20_000, 8);
    TrainBench.Result result =
        new TrainBench(data, 1).cuttingEpochsAfter(0).measure("BPR", Map.of());
    assertThat(result.steps()).isGreaterThan(2);
    // One step was timed, which is the median too.
    assertThat(result.epochSeconds()).isAtLeast(result.steps() * result.stepMillis() / 1e3);
    assertThat(result.stepMillis()).isGreaterThan(0.0);
  }
}
