package org.ptmrec.pipeline;

/** What runs Beam pipelines. */
public enum RunnerKind {
  /** Beam's own runner, inside this process. */
  DIRECT,
  /** Apache Flink, inside this process or a cluster. */
  FLINK
}
