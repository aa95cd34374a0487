package org.ptmrec.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ptmrec.stage.Stage;

/**
 * A pipeline file after all checks.
 *
 * @param file as the user calls it
 * @param text the file's content and the overrides: where references may stand
 * @param steps the stages that it has, in an order in which they can run
 * @param catalogue the sample data that it wants to be generated and served
 * @param expected sizes of the dataset, for those who ask what the pipeline will take
 * @param inputFiles what {@code ptmrec fetch} downloads
 */
public record PipelineSpec(
    String file,
    String text,
    Settings settings,
    List<Step> steps,
    Optional<Settings> catalogue,
    Optional<ExpectedSize> expected,
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

    /** All parameters by name, defaults filled in. */
    public Map<String, Object> configuration() {
      return settings.all();
    }

    /** The input files as written, paths absolute, by key. */
    public Map<String, String> inputFiles() {
      Map<String, String> files = new TreeMap<>();
      settings
          .files()
          .keySet()
          .forEach(key -> files.put(key, String.valueOf(settings.portable().get(key))));
      return files;
    }
  }

  public String name() {
    return settings.get(PipelineKeys.NAME);
  }

  /** Absolute path or URI. */
  public String store() {
    return settings.get(PipelineKeys.STORE);
  }

  /** This pipeline without stages that no other reads. */
  PipelineSpec without(Set<String> stages) {
    return new PipelineSpec(
        file,
        text,
        settings,
        steps.stream().filter(step -> !stages.contains(step.name())).toList(),
        catalogue,
        expected,
        inputFiles,
        references);
  }

  public LineageSettings lineage() {
    return new LineageSettings(
        settings.get(PipelineKeys.LINEAGE_NAMESPACE),
        settings.find(PipelineKeys.LINEAGE_URL),
        settings.find(PipelineKeys.LINEAGE_KEY));
  }

  public Step step(String name) {
    return steps.stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }
}
