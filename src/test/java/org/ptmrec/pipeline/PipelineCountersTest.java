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

  private static ProgressSnapshot snapshot(long done, long total) {
    return new ProgressSnapshot(done, total, new TreeMap<>(), Duration.ZERO, "");
  }

  @Test
  void accept_inTheSecondPipeline_goesOnWhereTheFirstWas() {
    counters.accept(snapshot(3, 10));
    counters.add(Map.of("progress/done", 4L, "progress/total", 10L));
    counters.accept(snapshot(1, 6));

    assertThat(told).containsExactly(snapshot(3, 10), snapshot(5, 10)).inOrder();
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
