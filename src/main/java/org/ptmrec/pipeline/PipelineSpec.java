package org.ptmrec.pipeline;

import java.util.List;
import java.util.Optional;
import org.ptmrec.stage.Stage;

/**
 * A pipeline file after all checks.
 *
 * @param file as the user calls it
 * @param text the file's content and the overrides: where references may stand
 * @param steps the stages that it has, in an order in which they can run
 * @param catalogue the sample data that it wants to be generated and served
 * @param inputFiles what {@code ptmrec fetch} downloads
 */
public record PipelineSpec(
    String file,
    String text,
    Settings settings,
    List<Step> steps,
    Optional<Settings> catalogue,
    List<InputFile> inputFiles,
    References references) {
  /**
   * A stage of this pipeline.
   *
   * @param origin where it is written
   * @param inputs the stages before it that it reads and that this pipeline has
   */
  public record Step(Stage stage, Settings settings, String origin, List<String> inputs) {
    public String name() {
      return stage.name();
    }
  }

  public String name() {
    return settings.get(PipelineKeys.NAME);
  }

  /** Absolute path or URI. */
  public String store() {
    return settings.get(PipelineKeys.STORE);
  }

  public Step step(String name) {
    return steps.stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }
}
