package org.ptmrec.cli;

import java.util.List;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.ProgressSnapshot;
import org.ptmrec.pipeline.RunListener;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.StagePlan;

/** Tells several of a run, in their order. */
record Listeners(List<RunListener> all) implements RunListener {
  @Override
  public void runStarted(RunRecord run, List<StagePlan> plans, List<String> selected) {
    all.forEach(one -> one.runStarted(run, plans, selected));
  }

  @Override
  public void stageStarted(StagePlan plan) {
    all.forEach(one -> one.stageStarted(plan));
  }

  @Override
  public void stageProgressed(StagePlan plan, ProgressSnapshot progress) {
    all.forEach(one -> one.stageProgressed(plan, progress));
  }

  @Override
  public void stageFinished(StagePlan plan, Manifest manifest) {
    all.forEach(one -> one.stageFinished(plan, manifest));
  }

  @Override
  public void stageReused(StagePlan plan, Manifest manifest) {
    all.forEach(one -> one.stageReused(plan, manifest));
  }

  @Override
  public void stageFailed(StagePlan plan, String message) {
    all.forEach(one -> one.stageFailed(plan, message));
  }

  @Override
  public void runFinished(RunRecord run) {
    all.forEach(one -> one.runFinished(run));
  }
}
