package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PipelineCountersTest {
  private final List<ProgressSnapshot> told = new ArrayList<>();
  private final PipelineCounters counters = new PipelineCounters(told::add);

  private static ProgressSnapshot snapshot(long done, long total, long seconds) {
    return new ProgressSnapshot(done, total, new TreeMap<>(), Duration.ofSeconds(seconds), "");
  }

  @Test
  void accept_inTheSecondPipeline_goesOnWhereTheFirstWas() {
    counters.accept(snapshot(2, 10, 20));
    counters.accept(snapshot(3, 10, 30));
    counters.add(Map.of("progress/done", 4L, "progress/total", 10L));
    counters.accept(snapshot(1, 6, 8));

    assertThat(told)
        .containsExactly(snapshot(2, 10, 20), snapshot(3, 10, 30), snapshot(5, 10, 38))
        .inOrder();
  }

  @Test
  void sums_ofTwoPipelines_countTheRestOfTheFirstOnce() {
    counters.add(Map.of("progress/done", 4L, "progress/total", 10L, "fetch/tries", 1L));
    counters.add(Map.of("progress/done", 6L, "progress/total", 6L, "fetch/tries", 2L));
    counters.add(Map.of("fetch/tries", 5L));

    assertThat(counters.sums())
        .containsExactly("progress/done", 10L, "progress/total", 10L, "fetch/tries", 8L);
  }
}
