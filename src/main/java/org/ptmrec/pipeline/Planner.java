package org.ptmrec.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Recipe;

/** Compares what a pipeline wants with what the store has. */
public final class Planner {
  private final ArtifactStore store;
  private final Recipes recipes;

  public Planner(ArtifactStore store) {
    this.store = store;
    this.recipes = new Recipes(store.digests());
  }

  /** One plan for every stage, in order; reads no more than sizes and times of what is known. */
  public List<StagePlan> plan(PipelineSpec pipeline, Selection selection) {
    Map<String, Recipe> wanted = recipes.of(pipeline);
    Map<String, Manifest> parents = new HashMap<>();
    List<StagePlan> plans = new ArrayList<>();
    for (PipelineSpec.Step step : pipeline.steps()) {
      Recipe recipe = wanted.get(step.name());
      if (recipe == null) {
        throw new IllegalStateException("no recipe of " + step.name());
      }
      StagePlan plan = plan(step, recipe, parents, selection, pipeline.name());
      if (plan.isFresh()) {
        parents.put(step.name(), plan.inspection().manifest());
      }
      plans.add(plan);
    }
    store.digests().save();
    return plans;
  }

  /**
   * The plan of one stage.
   *
   * @param parents manifests of the stages before it that are as wanted
   */
  StagePlan plan(
      PipelineSpec.Step step,
      Recipe recipe,
      Map<String, Manifest> parents,
      Selection selection,
      String pipeline) {
    String fingerprint = recipe.fingerprint();
    Inspection found = store.inspect(step.name(), fingerprint);
    StageState state;
    String reason = "";
    if (found.isCorrupt()) {
      state = StageState.CORRUPT;
      reason = found.problem();
    } else if (found.isMissing()) {
      Optional<Manifest> earlier = store.latest(step.name(), pipeline);
      state = earlier.isPresent() ? StageState.STALE : StageState.MISSING;
      reason =
          earlier
              .map(manifest -> RecipeDifference.between(manifest.recipe(), recipe))
              .orElse("it has not been made yet");
    } else {
      Optional<String> why =
          selection
              .whyAgain(step.stage(), found.manifest())
              .or(
                  () ->
                      otherParent(found.manifest(), parents)
                          .map(name -> "it was made from another content of " + name));
      state = why.isPresent() ? StageState.STALE : StageState.FRESH;
      reason = why.orElse("");
    }
    return new StagePlan(step, recipe, fingerprint, state, reason, found);
  }

  /** What a stage that has to run may take over: what it replaces, or what was made last. */
  Optional<Manifest> previous(StagePlan plan, String pipeline) {
    return plan.inspection().isWhole()
        ? Optional.of(plan.inspection().manifest())
        : store
            .latest(plan.stage(), pipeline)
            .map(manifest -> store.inspect(plan.stage(), manifest.fingerprint()))
            .filter(Inspection::isWhole)
            .map(Inspection::manifest);
  }

  /** A stage that was repeated may have come to another result, such as a download. */
  private static Optional<String> otherParent(Manifest manifest, Map<String, Manifest> parents) {
    return manifest.parentDigests().entrySet().stream()
        .filter(
            entry -> {
              Manifest parent = parents.get(entry.getKey());
              return parent != null && !parent.digest().equals(entry.getValue());
            })
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }
}
