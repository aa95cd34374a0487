package org.ptmrec.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.ptmrec.artifact.Progress;

/**
 * How far a stage is.
 *
 * @param done items finished, failures among them
 * @param total items known; 0 if it is not known how many there are
 * @param failed items given up, by reason
 * @param note what a person should know beside the numbers, such as a restart; mostly empty
 */
public record ProgressSnapshot(
    long done, long total, SortedMap<String, Long> failed, Duration elapsed, String note) {

  /** From the metrics of a pipeline, or from this process where it runs here and is ahead. */
  static ProgressSnapshot of(PipelineResult result, Duration elapsed) {
    SortedMap<String, Long> counts = new TreeMap<>(Progress.inThisProcess());
    SortedMap<String, Long> metrics = new TreeMap<>();
    MetricQueryResults query =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.inNamespace(Progress.NAMESPACE))
                    .build());
    for (MetricResult<Long> counter : query.getCounters()) {
      metrics.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    metrics.forEach((name, value) -> counts.merge(name, value, Math::max));
    return of(counts, elapsed, "");
  }

  /** Nothing is done yet, and why. */
  static ProgressSnapshot waiting(String note) {
    return of(Collections.emptySortedMap(), Duration.ZERO, note);
  }

  /**
   * @param counts by the names of {@link Progress}
   */
  static ProgressSnapshot of(SortedMap<String, Long> counts, Duration elapsed, String note) {
    SortedMap<String, Long> failed = new TreeMap<>();
    counts.forEach(
        (name, value) -> {
          if (name.startsWith(Progress.FAILED_PREFIX)) {
            failed.put(name.substring(Progress.FAILED_PREFIX.length()), value);
          }
        });
    return new ProgressSnapshot(
        counts.getOrDefault(Progress.DONE, 0L),
        counts.getOrDefault(Progress.TOTAL, 0L),
        failed,
        elapsed,
        note);
  }

  /** Items a second since the start. */
  public double rate() {
    double seconds = elapsed.toMillis() / 1000.0;
    return seconds == 0 ? 0 : done / seconds;
  }

  public long failures() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }
}
