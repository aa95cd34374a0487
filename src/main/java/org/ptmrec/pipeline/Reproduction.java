package org.ptmrec.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.stage.GateStage;
import org.ptmrec.stage.ReportStage;
import org.ptmrec.stage.Stage;

/**
 * Makes everything of an earlier run once more, in a store of its own, from the pipeline as it was
 * then. What only tells of a run, its report and its gate, is left out.
 */
public final class Reproduction {
  private static final Set<String> LEFT_OUT = Set.of(ReportStage.NAME, GateStage.NAME);

  private final ArtifactStore store;
  private final RunRecord run;
  private final PipelineSpec pipeline;
  private final ArtifactStore scratch;

  private Reproduction(
      ArtifactStore store, RunRecord run, PipelineSpec pipeline, ArtifactStore scratch) {
    this.store = store;
    this.run = run;
    this.pipeline = pipeline;
    this.scratch = scratch;
  }

  /**
   * Reads the pipeline of a run.
   *
   * @param folder where everything is made; fresh artifacts that it holds already are not made
   *     again
   * @throws org.ptmrec.artifact.UserErrorException if the pipeline was not kept or cannot be read
   */
  public static Reproduction of(
      ArtifactStore store, RunRecord run, Path folder, List<Stage> stages) {
    Path file = folder.resolve("pipeline.yaml");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, new RunLedger(store.root()).pipeline(run));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    PipelineSpec pipeline =
        PipelineReader.read(
            file.toString(), List.of("store=\"" + folder.resolve("artifacts") + "\""), stages);
    return new Reproduction(store, run, pipeline, ArtifactStore.open(pipeline.store()));
  }

  /** The pipeline that is run; whoever runs it opens its sample data before. */
  public PipelineSpec pipeline() {
    return pipeline;
  }

  /** Where the artifacts are made. */
  public ArtifactStore scratch() {
    return scratch;
  }

  /**
   * What is different before anything is made: in the environment first, then in what the stages
   * are made from, or took over.
   */
  public List<String> differences() {
    Map<String, StoredArtifact> before = RunArtifacts.of(store, run);
    Set<String> lines = new LinkedHashSet<>();
    for (StoredArtifact artifact : before.values()) {
      Manifest manifest = artifact.manifest();
      String runner = manifest.environment().getOrDefault("runner", "");
      lines.addAll(RunDifference.environment(manifest.environment(), RunEnvironment.of(runner)));
    }
    Map<String, Recipe> recipes = new Recipes(scratch.digests()).of(pipeline);
    List<String> differences = new ArrayList<>(lines);
    recipes.forEach(
        (stage, recipe) -> {
          StoredArtifact artifact = before.get(stage);
          if (artifact != null && !LEFT_OUT.contains(stage)) {
            Manifest manifest = artifact.manifest();
            String asked = RecipeDifference.between(manifest.recipe(), recipe);
            if (!asked.isEmpty()) {
              differences.add("stage " + stage + ": " + asked);
            }
            if (TakenOver.embeddings(manifest) > 0) {
              differences.add(
                  "stage " + stage + ": " + TakenOver.note(TakenOver.embeddings(manifest)));
            }
          }
        });
    return differences;
  }

  /** Makes it all, to the last stage that is wanted. */
  public PipelineRunner.Result make(RunListener listener, Optional<String> to)
      throws InterruptedException {
    return new PipelineRunner(pipeline.without(LEFT_OUT), scratch, listener)
        .run(new Selection(Optional.empty(), Optional.empty(), to, Set.of()));
  }

  /** Compares stage by stage what both runs have made. */
  public RunDifference compare(PipelineRunner.Result made) {
    RunDifference all = RunDifference.between(store, run, scratch, made.run());
    return new RunDifference(
        all.environment(),
        all.stages().stream()
            .filter(stage -> made.artifacts().containsKey(stage.stage()))
            .toList());
  }
}
