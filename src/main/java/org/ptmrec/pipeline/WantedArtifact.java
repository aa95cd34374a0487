package org.ptmrec.pipeline;

import java.util.Optional;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;

/**
 * The artifact of a stage that a pipeline file means, among those of all pipelines that share its
 * store: what the file wants as it is now, whoever made it, or else what its pipeline made last.
 *
 * @param remark one line for people; empty if it is what the file wants
 */
public record WantedArtifact(Manifest manifest, String remark) {
  /**
   * @return empty if there is neither
   * @throws UserErrorException if what the file wants is damaged
   */
  public static Optional<WantedArtifact> find(
      PipelineSpec pipeline, ArtifactStore store, String stage) {
    Optional<StagePlan> plan;
    String why;
    try {
      plan =
          new Planner(store)
              .plan(pipeline, Selection.ALL).stream()
                  .filter(one -> one.stage().equals(stage))
                  .findFirst();
      why = plan.map(StagePlan::reason).orElse("it has no stage " + stage);
    } catch (UserErrorException e) { // such as input files that are only where it runs
      plan = Optional.empty();
      why = String.valueOf(e.getMessage());
    }
    return plan.isPresent() && !plan.get().inspection().isMissing()
        ? Optional.of(whole(plan.get()))
        : last(pipeline, store, stage, why);
  }

  private static WantedArtifact whole(StagePlan plan) {
    if (plan.inspection().isCorrupt()) {
      throw new UserErrorException(
          "%s/%s is damaged: %s; run the stage again, or name one with %s/FINGERPRINT"
              .formatted(plan.stage(), plan.fingerprint(), plan.reason(), plan.stage()));
    }
    Manifest manifest = plan.inspection().manifest();
    return new WantedArtifact(
        manifest,
        plan.isFresh()
            ? ""
            : "%s is %s: %s".formatted(describe(manifest), plan.state(), plan.reason()));
  }

  private static Optional<WantedArtifact> last(
      PipelineSpec pipeline, ArtifactStore store, String stage, String why) {
    return store
        .latest(stage, pipeline.name())
        .map(
            manifest ->
                new WantedArtifact(
                    manifest,
                    "%s, the last of its pipeline, is not what %s wants now: %s"
                        .formatted(describe(manifest), pipeline.file(), why)));
  }

  /** Whose an artifact is, for people. */
  public static String describe(Manifest manifest) {
    return "%s/%s of pipeline %s (run %s, %s)"
        .formatted(
            manifest.stage(),
            manifest.fingerprint().substring(0, 12),
            manifest.pipeline(),
            manifest.run(),
            manifest.finished());
  }
}
