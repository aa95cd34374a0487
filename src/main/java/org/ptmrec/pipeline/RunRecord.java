package org.ptmrec.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a run.
 *
 * @param host of the process that does it; null in records of before hosts were written down
 * @param pid of that process
 * @param status running, ok, failed or interrupted
 * @param error one line; null unless failed
 * @param failure why it failed; null unless failed, and in records of before this was written down
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
    @Nullable String host,
    long pid,
    Instant started,
    @Nullable Instant finished,
    String status,
    List<StageRecord> stages,
    @Nullable String error,
    @Nullable FailureKind failure,
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

  RunRecord with(String status, List<StageRecord> stages) {
    return with(status, stages, null, null);
  }

  /**
   * @param error one line
   */
  RunRecord failed(List<StageRecord> stages, String error, FailureKind failure) {
    return with(FAILED, stages, error, failure);
  }

  private RunRecord with(
      String status,
      List<StageRecord> stages,
      @Nullable String error,
      @Nullable FailureKind failure) {
    return new RunRecord(
        id,
        pipeline,
        file,
        runner,
        host,
        pid,
        started,
        status.equals(RUNNING) ? null : Instant.now(),
        status,
        List.copyOf(stages),
        error,
        failure,
        report,
        gate);
  }

  RunRecord withReport(String path) {
    return with(path, gate);
  }

  RunRecord withGate(Gate said) {
    return with(report, said);
  }

  private RunRecord with(@Nullable String report, @Nullable Gate gate) {
    return new RunRecord(
        id, pipeline, file, runner, host, pid, started, finished, status, stages, error, failure,
        report, gate);
  }

  private ClientProcess process() {
    return new ClientProcess(host, pid, started);
  }

  /** Still running by its record, but its process is not there any more. */
  public boolean isAbandoned() {
    return status.equals(RUNNING) && process().isOfThisHost() && process().find().isEmpty();
  }

  /** Still running by its record, on another machine: whether it is cannot be seen from here. */
  public boolean isElsewhere() {
    return status.equals(RUNNING) && !process().isOfThisHost();
  }

  /** The status for people: what only its record calls running was killed, or may have been. */
  public String seenStatus() {
    if (isElsewhere()) {
      return "unknown, on " + host;
    }
    return isAbandoned() ? "killed" : status;
  }
}
