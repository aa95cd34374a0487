package org.ptmrec.cli;

import org.ptmrec.pipeline.FailureKind;
import org.ptmrec.pipeline.RunRecord;

/** What the process ends with. */
final class ExitCode {
  static final int OK = 0;

  /** The command line, a pipeline file or what it points to cannot be used; nothing has run. */
  static final int BAD_INPUT = 2;

  /** All was made, and it is not what was asked for: a quality gate did not let the run pass. */
  static final int NOT_GOOD_ENOUGH = 3;

  /** A stage failed; what was published before it is kept. */
  static final int STAGE_FAILED = 4;

  /** Where the pipelines were to run, no Flink cluster answers, or none of its slots is free. */
  static final int CLUSTER_UNREACHABLE = 5;

  /** As shells say it of a process that SIGINT ended. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** Of a command that failed. */
  static int of(FailureKind failure) {
    return switch (failure) {
      case INPUT -> BAD_INPUT;
      case CLUSTER -> CLUSTER_UNREACHABLE;
      case STAGE, DEFECT -> STAGE_FAILED;
    };
  }

  /** Of the process of a run that has ended. */
  static int of(RunRecord run) {
    return switch (run.status()) {
      case RunRecord.OK -> run.gate() == null || run.gate().passed() ? OK : NOT_GOOD_ENOUGH;
      case RunRecord.INTERRUPTED -> INTERRUPTED;
      default -> run.failure() == null ? STAGE_FAILED : of(run.failure());
    };
  }
}
