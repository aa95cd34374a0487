package org.ptmrec.pipeline;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ptmrec.artifact.Progress;

/**
 * Counters of a stage's pipelines, which run one after the other: progress and its clock go on
 * where the last pipeline was, and the counters of all are summed up.
 */
final class PipelineCounters implements Consumer<ProgressSnapshot> {
  private static final String DONE = Progress.NAMESPACE + "/" + Progress.DONE;
  private static final String TOTAL = Progress.NAMESPACE + "/" + Progress.TOTAL;

  private final Consumer<ProgressSnapshot> listener;
  private final Map<String, Long> sums = new TreeMap<>();

  /** Of the pipelines before, and of the present one when it was seen last. */
  private Duration spent = Duration.ZERO;

  private Duration present = Duration.ZERO;

  PipelineCounters(Consumer<ProgressSnapshot> listener) {
    this.listener = listener;
  }

  /** At the end of a pipeline. What it has known of and not done, the next one knows of again. */
  void add(Map<String, Long> counters) {
    long before = sums.getOrDefault(DONE, 0L);
    counters.forEach((name, count) -> sums.merge(name, count, Long::sum));
    Long total = counters.get(TOTAL);
    if (total != null) {
      sums.put(TOTAL, before + total);
    }
    spent = spent.plus(present);
    present = Duration.ZERO;
  }

  Map<String, Long> sums() {
    return sums;
  }

  /** How far the present pipeline is. */
  @Override
  public void accept(ProgressSnapshot snapshot) {
    long before = sums.getOrDefault(DONE, 0L);
    present = snapshot.elapsed();
    listener.accept(
        new ProgressSnapshot(
            before + snapshot.done(),
            before + snapshot.total(),
            snapshot.failed(),
            spent.plus(present),
            snapshot.note()));
  }
}
