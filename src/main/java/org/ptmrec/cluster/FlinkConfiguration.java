package org.ptmrec.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ptmrec.artifact.UserErrorException;

/** Files of Flink's keys that are laid over {@code config.yaml}. */
final class FlinkConfiguration {
  private static final YAMLMapper YAML = new YAMLMapper();

  private FlinkConfiguration() {}

  /**
   * The keys and values of an overlay; nested mappings are written with dots, as Flink does.
   *
   * @throws UserErrorException naming the file that is no mapping, or the line that is no YAML
   */
  static Map<String, String> read(Path overlay) {
    JsonNode root;
    try {
      root = YAML.readTree(overlay.toFile());
    } catch (JsonProcessingException e) {
      throw new UserErrorException(
          "%s:%d: %s"
              .formatted(
                  overlay,
                  e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("no YAML")),
          e);
    } catch (IOException e) {
      throw new UserErrorException(overlay + ": cannot be read: " + e.getMessage(), e);
    }
    if (!root.isObject()) {
      throw new UserErrorException(overlay + ": expected Flink's keys, as in flink-conf/");
    }
    Map<String, String> values = new LinkedHashMap<>();
    flatten("", root, values);
    return values;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                      entry.getValue(),
                      values));
    } else {
      values.put(prefix, node.asText());
    }
  }
}
