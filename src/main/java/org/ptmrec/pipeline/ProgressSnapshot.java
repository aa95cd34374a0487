package org.ptmrec.pipeline;

import java.time.Duration;
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
 */
public record ProgressSnapshot(
    long done, long total, SortedMap<String, Long> failed, Duration elapsed) {

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
        elapsed);
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
