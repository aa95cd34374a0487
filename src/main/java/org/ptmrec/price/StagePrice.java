package org.ptmrec.price;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a stage will take; empty where nothing is known.
 *
 * @param seconds on this machine, all of its processors at work
 * @param memory bytes of tensors at most, of one worker, beside the heap of the JVM
 * @param artifact bytes of what is published
 * @param basis what that is predicted from, in words
 */
public record StagePrice(
    String stage,
    OptionalDouble seconds,
    OptionalLong memory,
    OptionalLong artifact,
    String basis) {

  /** For JSON: seconds and bytes, what is not known left out. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    seconds.ifPresent(value -> map.put("seconds", value));
    memory.ifPresent(value -> map.put("memoryBytes", value));
    artifact.ifPresent(value -> map.put("artifactBytes", value));
    map.put("basis", basis);
    return map;
  }
}
