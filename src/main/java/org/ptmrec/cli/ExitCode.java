package org.ptmrec.cli;

/** What the process ends with. */
final class ExitCode {
  static final int OK = 0;

  /** The command line, a pipeline file or what it points to cannot be used; nothing has run. */
  static final int BAD_INPUT = 2;

  /** A stage failed; what was published before it is kept. */
  static final int STAGE_FAILED = 4;

  /** No Flink cluster answers where the pipelines were to run. */
  static final int CLUSTER_UNREACHABLE = 5;

  /** As shells say it of a process that SIGINT ended. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
