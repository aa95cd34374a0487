package org.ptmrec.observe;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.ProgressSnapshot;
import org.ptmrec.pipeline.RunListener;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.StagePlan;

/**
 * {@link LineageEvents} of a run that makes something or fails. One that finds everything fresh is
 * not told: it changes no data, and loading OpenLineage would take a third of its time.
 */
public final class WorkLineage implements RunListener, AutoCloseable {
  private final PipelineSpec pipeline;
  private final ArtifactStore store;
  private final Clock clock;
  private @Nullable RunRecord run;
  private @Nullable LineageEvents events;

  public WorkLineage(PipelineSpec pipeline, ArtifactStore store, Clock clock) {
    this.pipeline = pipeline;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void runStarted(RunRecord started, List<StagePlan> plans, List<String> selected) {
    run = started;
  }

  private LineageEvents events() {
    LineageEvents told = events;
    if (told == null) {
      told = LineageEvents.of(pipeline, store, clock);
      events = told;
      if (run != null) {
        told.runStarted(run);
      }
    }
    return told;
  }

  @Override
  public void stageStarted(StagePlan plan) {
    events().stageStarted(plan);
  }

  @Override
  public void stageProgressed(StagePlan plan, ProgressSnapshot progress) {}

  @Override
  public void stageFinished(StagePlan plan, Manifest manifest) {
    events().stageFinished(plan, manifest);
  }

  @Override
  public void stageReused(StagePlan plan, Manifest manifest) {}

  @Override
  public void stageFailed(StagePlan plan, String message) {
    events().stageFailed(plan, message);
  }

  @Override
  public void runFinished(RunRecord finished) {
    if (events != null || !finished.status().equals(RunRecord.OK)) {
      events().runFinished(finished);
    }
  }

  @Override
  public void close() {
    if (events != null) {
      events.close();
    }
  }
}
