package org.ptmrec.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pipeline as one file that means the same wherever it stands: overrides applied, defaults
 * written out, paths absolute. References to the environment stay references.
 */
final class PipelineText {
  private static final YAMLMapper YAML = new YAMLMapper();

  private PipelineText() {}

  static String of(PipelineSpec pipeline) {
    Map<String, Object> file = nested(pipeline.settings());
    pipeline.catalogue().ifPresent(catalogue -> file.put("catalogue", nested(catalogue)));
    Map<String, Object> stages = new LinkedHashMap<>();
    pipeline.steps().forEach(step -> stages.put(step.name(), nested(step.settings())));
    file.put("stages", stages);
    try {
      return YAML.writeValueAsString(file);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a pipeline that was read can be written", e);
    }
  }

  /** A dot in a name is a nested mapping. */
  private static Map<String, Object> nested(Settings settings) {
    Map<String, Object> root = new LinkedHashMap<>();
    settings
        .portable()
        .forEach(
            (name, value) -> {
              Map<String, Object> at = root;
              String[] path = name.split("\\.");
              for (int i = 0; i < path.length - 1; i++) {
                at = group(at, path[i]);
              }
              at.put(path[path.length - 1], value);
            });
    return root;
  }

  @SuppressWarnings("unchecked") // made here
  private static Map<String, Object> group(Map<String, Object> parent, String name) {
    return (Map<String, Object>)
        parent.computeIfAbsent(name, unused -> new LinkedHashMap<String, Object>());
  }
}
