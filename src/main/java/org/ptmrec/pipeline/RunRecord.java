package org.ptmrec.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a run.
 *
 * @param status running, ok, failed or interrupted
 * @param error one line; null unless failed
 * @param report path of the report, if the run has one
 * @param gate what the quality gate said; null for a run that has not come to one, which is then
 *     not promoted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
    String id,
    String pipeline,
    String file,
    String runner,
    long pid,
    Instant started,
    @Nullable Instant finished,
    String status,
    List<StageRecord> stages,
    @Nullable String error,
    @Nullable String report,
    @Nullable Gate gate) {
  /** Statuses of a run. */
  public static final String RUNNING = "running";

  public static final String OK = "ok";
  public static final String FAILED = "failed";
  public static final String INTERRUPTED = "interrupted";

  /**
   * A stage of a run.
   *
   * @param status planned, reused, made, failed, interrupted or skipped
   * @param digest content digest; empty without an artifact
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record StageRecord(
      String stage, String fingerprint, String status, String digest, long millis) {}

  /**
   * The verdict of a quality gate.
   *
   * @param reason one line for people
   * @param baseline the run that was compared with; empty for none
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Gate(
      boolean passed,
      String reason,
      String metric,
      double value,
      String baseline,
      double baselineValue,
      double p,
      double effect) {}

  RunRecord with(String status, List<StageRecord> stages, @Nullable String error) {
    return new RunRecord(
        id,
        pipeline,
        file,
        runner,
        pid,
        started,
        status.equals(RUNNING) ? null : Instant.now(),
        status,
        List.copyOf(stages),
        error,
        report,
        gate);
  }

  RunRecord withReport(String path) {
    return new RunRecord(
        id, pipeline, file, runner, pid, started, finished, status, stages, error, path, gate);
  }

  RunRecord withGate(Gate said) {
    return new RunRecord(
        id, pipeline, file, runner, pid, started, finished, status, stages, error, report, said);
  }

  /** Still running by its record, but its process is not there any more. */
  public boolean isAbandoned() {
    return status.equals(RUNNING) && ProcessHandle.of(pid).isEmpty();
  }

  /** The status for people: one that only its record calls running was killed. */
  public String seenStatus() {
    return isAbandoned() ? "killed" : status;
  }
}
