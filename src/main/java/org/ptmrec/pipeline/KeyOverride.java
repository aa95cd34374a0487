package org.ptmrec.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;

/**
 * {@code --set path.to.key=value}: a value given on the command line instead of in the file.
 *
 * @param path names of nested mappings, the key last
 */
record KeyOverride(String origin, List<String> path, @Nullable Object value) {
  /** How the origins of overrides begin. */
  static final String OPTION = "--set ";

  /**
   * @param text the value is YAML, such as {@code 5}, {@code [a, b]} or {@code {a: 1}}
   * @throws UserErrorException if there is no key, no value, or the value is not YAML
   */
  static KeyOverride parse(String text) {
    int equals = text.indexOf('=');
    String origin = OPTION + text;
    if (equals < 1) {
      throw new UserErrorException(origin + ": expected path.to.key=value");
    }
    if (equals == text.length() - 1) {
      throw new UserErrorException(
          "%s: there is no value; for the default, write %snull".formatted(origin, text));
    }
    return new KeyOverride(
        origin,
        List.of(text.substring(0, equals).split("\\.", -1)),
        YamlReader.readValue(origin, text.substring(equals + 1)).value());
  }

  YamlNode applyTo(YamlNode root) {
    Map<String, YamlNode> entries = root.entries();
    YamlNode stages = entries.get("stages");
    boolean isStage =
        stages != null
            && stages.isMapping()
            && stages.entries().containsKey(path.get(0))
            && !entries.containsKey(path.get(0));
    // "train.epochs" is short for "stages.train.epochs".
    return isStage ? with(root, "stages", at(stages, 0)) : at(root, 0);
  }

  private YamlNode at(@Nullable YamlNode node, int depth) {
    if (depth == path.size()) {
      return new YamlNode(origin, value);
    }
    if (node != null && node.value() != null && !node.isMapping()) {
      throw new UserErrorException(
          origin + ": '" + String.join(".", path.subList(0, depth)) + "' is not a mapping");
    }
    String key = path.get(depth);
    YamlNode parent = node == null ? new YamlNode(origin, null) : node;
    return with(parent, key, at(parent.entries().get(key), depth + 1));
  }

  private static YamlNode with(YamlNode parent, String key, YamlNode child) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(parent.entries());
    entries.put(key, child);
    return new YamlNode(parent.origin(), entries);
  }
}
