package org.ptmrec.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ptmrec.stage.Param;

/** Checks a mapping of a pipeline file against the parameters that are known there. */
final class SettingsReader {
  private final Path base;
  private final References references;
  private final List<String> problems;
  private final Map<String, YamlNode> shared;

  /**
   * @param problems where messages go; reading continues after a problem to find them all
   * @param shared values for shared parameters that a block does not give itself
   */
  SettingsReader(
      Path base, References references, List<String> problems, Map<String, YamlNode> shared) {
    this.base = base;
    this.references = references;
    this.problems = problems;
    this.shared = shared;
  }

  /**
   * @param block how messages call the mapping, such as {@code stage encode}
   * @param node the mapping; nothing written counts as an empty one
   */
  Settings read(String block, YamlNode node, List<Param<?>> params) {
    return read(block, node, params, List.of());
  }

  /**
   * @param elsewhere further words that are right at this place, which something else reads
   */
  Settings read(String block, YamlNode node, List<Param<?>> params, List<String> elsewhere) {
    Map<String, YamlNode> written = new TreeMap<>();
    if (node.value() != null && !node.isMapping()) {
      problems.add(node.origin() + ": " + block + " must be a mapping of keys to values");
    } else {
      flatten("", node, block, params, elsewhere, written);
    }
    Map<Param<?>, Object> values = new LinkedHashMap<>();
    Map<String, String> origins = new TreeMap<>();
    for (Param<?> param : params) {
      YamlNode value = written.get(param.name());
      if (value == null && param.isShared()) {
        value = shared.get(param.name());
      }
      Object parsed = value == null ? absent(param, block, node) : parse(param, value, block);
      if (parsed != null) {
        values.put(param, parsed);
      }
      if (value != null) {
        origins.put(param.name(), value.origin());
      }
    }
    return new Settings(values, origins, base, references);
  }

  /** Finds the parameters with dots in their names in nested mappings. */
  private void flatten(
      String prefix,
      YamlNode node,
      String block,
      List<Param<?>> params,
      List<String> elsewhere,
      Map<String, YamlNode> written) {
    List<String> known = new ArrayList<>(keysAt(prefix, params));
    known.addAll(elsewhere);
    node.entries()
        .forEach(
            (key, value) -> {
              String name = prefix + key;
              if (params.stream().anyMatch(param -> param.name().equals(name))) {
                written.put(name, value);
              } else if (isGroup(name, params) && (value.isMapping() || value.value() == null)) {
                flatten(name + ".", value, block, params, List.of(), written);
              } else if (isGroup(name, params)) {
                problems.add(
                    value.origin()
                        + ": key '"
                        + name
                        + "' in "
                        + block
                        + " must be a mapping with "
                        + String.join(", ", keysAt(name + ".", params)));
              } else {
                problems.add(
                    value.origin()
                        + ": unknown key '"
                        + name
                        + "' in "
                        + block
                        + Suggestion.of(key, known));
              }
            });
  }

  private static boolean isGroup(String name, List<Param<?>> params) {
    return params.stream().anyMatch(param -> param.name().startsWith(name + "."));
  }

  private static List<String> keysAt(String prefix, List<Param<?>> params) {
    return params.stream()
        .map(Param::name)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()).replaceAll("\\..*", ""))
        .distinct()
        .toList();
  }

  private @Nullable Object absent(Param<?> param, String block, YamlNode node) {
    if (param.isRequired()) {
      problems.add(
          node.origin()
              + ": "
              + block
              + " needs the key '"
              + param.name()
              + "' ("
              + param.typeName()
              + ")"
              + (param.isShared() ? ", there or once at the top of the file" : ""));
    }
    return param.defaultValue().orElse(null);
  }

  private @Nullable Object parse(Param<?> param, YamlNode node, String block) {
    Object raw = node.plain();
    if (raw == null) {
      return absent(param, block, node);
    }
    try {
      checkReferences(raw);
      return param.parse(raw);
    } catch (IllegalArgumentException e) {
      problems.add(
          node.origin() + ": key '" + param.name() + "' in " + block + ": " + e.getMessage());
      return null;
    }
  }

  private void checkReferences(Object raw) {
    if (raw instanceof String text) {
      references.check(text);
    } else if (raw instanceof List<?> list) {
      list.forEach(element -> checkReferences(element == null ? "" : element));
    }
  }
}
