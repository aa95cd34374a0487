package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.ptmrec.pipeline.ProgressSnapshot;

class RecentRateTest {
  private final RecentRate rate = new RecentRate();

  private double at(long seconds, long done) {
    return rate.with(
        new ProgressSnapshot(
            done, 1000, Collections.emptySortedMap(), Duration.ofSeconds(seconds), ""));
  }

  @Test
  void with_firstLooks_fromTheStart() {
    assertThat(at(0, 0)).isEqualTo(0.0);
    assertThat(at(10, 20)).isEqualTo(2.0);
    assertThat(at(20, 60)).isEqualTo(3.0);
  }

  @Test
  void with_slowBeginning_isForgotten() {
    at(60, 6);
    at(75, 7);
    at(90, 307);
    assertThat(at(105, 607)).isEqualTo(20.0);
  }

  @Test
  void with_longSilence_sinceTheLastLook() {
    at(10, 100);
    assertThat(at(110, 300)).isEqualTo(2.0);
  }

  @Test
  void with_nextStage_beginsAnew() {
    at(100, 900);
    assertThat(at(10, 50)).isEqualTo(5.0);
    assertThat(at(20, 10)).isEqualTo(0.5);
  }
}
