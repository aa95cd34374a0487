package org.ptmrec.pipeline;

import java.util.List;
import org.ptmrec.artifact.Manifest;

/** Says nothing of a run. */
public class SilentListener implements RunListener {
  @Override
  public void runStarted(RunRecord run, List<StagePlan> plans, List<String> selected) {}

  @Override
  public void stageStarted(StagePlan plan) {}

  @Override
  public void stageProgressed(StagePlan plan, ProgressSnapshot progress) {}

  @Override
  public void stageFinished(StagePlan plan, Manifest manifest) {}

  @Override
  public void stageReused(StagePlan plan, Manifest manifest) {}

  @Override
  public void stageFailed(StagePlan plan, String message) {}

  @Override
  public void runFinished(RunRecord run) {}
}
