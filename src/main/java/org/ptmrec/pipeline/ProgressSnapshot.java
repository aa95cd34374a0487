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

  static ProgressSnapshot of(PipelineResult result, Duration elapsed) {
    long done = 0;
    long total = 0;
    SortedMap<String, Long> failed = new TreeMap<>();
    MetricQueryResults metrics =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.inNamespace(Progress.NAMESPACE))
                    .build());
    for (MetricResult<Long> counter : metrics.getCounters()) {
      String name = counter.getName().getName();
      long value = counter.getAttempted();
      if (name.equals(Progress.DONE)) {
        done += value;
      } else if (name.equals(Progress.TOTAL)) {
        total += value;
      } else if (name.startsWith(Progress.FAILED_PREFIX)) {
        failed.merge(name.substring(Progress.FAILED_PREFIX.length()), value, Long::sum);
      }
    }
    return new ProgressSnapshot(done, total, failed, elapsed);
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
