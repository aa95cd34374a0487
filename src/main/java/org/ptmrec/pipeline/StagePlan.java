package org.ptmrec.pipeline;

import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Recipe;

/**
 * What is to be done about a stage.
 *
 * @param reason one line for people; empty for a fresh stage
 */
public record StagePlan(
    PipelineSpec.Step step,
    Recipe recipe,
    String fingerprint,
    StageState state,
    String reason,
    Inspection inspection) {
  public String stage() {
    return step.name();
  }

  public boolean isFresh() {
    return state == StageState.FRESH;
  }
}
