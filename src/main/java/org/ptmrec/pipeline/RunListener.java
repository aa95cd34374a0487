package org.ptmrec.pipeline;

import java.util.List;
import org.ptmrec.artifact.Manifest;

/** Is told what a run does, from the run's thread. */
public interface RunListener {
  /**
   * @param plans all stages of the pipeline
   * @param selected names of those that may run
   */
  void runStarted(RunRecord run, List<StagePlan> plans, List<String> selected);

  void stageStarted(StagePlan plan);

  void stageProgressed(StagePlan plan, ProgressSnapshot progress);

  /** A stage has made its artifact. */
  void stageFinished(StagePlan plan, Manifest manifest);

  /** A stage has nothing to do. */
  void stageReused(StagePlan plan, Manifest manifest);

  void stageFailed(StagePlan plan, String message);

  /** The last call, whatever happened. */
  void runFinished(RunRecord run);
}
