package org.ptmrec.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a pipeline file that knows where it stands.
 *
 * @param origin such as {@code pipelines/baby.yaml:7}; how messages about it begin
 * @param value a {@code Map<String, YamlNode>}, a {@code List<YamlNode>}, a String, Long,
 *     BigInteger, Double or Boolean, or null where nothing is written
 */
record YamlNode(String origin, @Nullable Object value) {
  boolean isMapping() {
    return value instanceof Map;
  }

  /** The entries of a mapping; none where nothing is written. */
  @SuppressWarnings("unchecked") // See value.
  Map<String, YamlNode> entries() {
    return value == null ? Map.of() : (Map<String, YamlNode>) value;
  }

  /** Without origins: what {@link org.ptmrec.stage.Param#parse} takes. */
  @Nullable Object plain() {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> ((YamlNode) element).plain()).toList();
    }
    if (value instanceof Map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      entries().forEach((key, node) -> plain.put(key, node.plain()));
      return plain;
    }
    return value;
  }
}
