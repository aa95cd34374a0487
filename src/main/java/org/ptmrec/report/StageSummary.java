package org.ptmrec.report;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;

/**
 * What is known of a stage's artifact.
 *
 * @param run id of the run that made it
 * @param duration of the making
 * @param records in all its parts
 * @param bytes of all its parts
 * @param configuration parameters by name, as texts
 * @param counters what its transforms counted
 * @param parents stages whose artifacts it was made from
 */
public record StageSummary(
    String stage,
    String run,
    Duration duration,
    long records,
    long bytes,
    String fingerprint,
    ImmutableSortedMap<String, String> configuration,
    ImmutableSortedMap<String, Long> counters,
    ImmutableSortedSet<String> parents) {

  static StageSummary of(Manifest manifest) {
    ImmutableSortedMap.Builder<String, String> configuration = ImmutableSortedMap.naturalOrder();
    manifest.configuration().forEach((name, value) -> configuration.put(name, text(value)));
    return new StageSummary(
        manifest.stage(),
        manifest.run(),
        manifest.duration(),
        manifest.parts().stream().mapToLong(Part::records).sum(),
        manifest.size(),
        manifest.fingerprint(),
        configuration.buildOrThrow(),
        ImmutableSortedMap.copyOf(manifest.counters()),
        ImmutableSortedSet.copyOf(manifest.recipe().parents().keySet()));
  }

  /** As a pipeline file would say it: [a, b] and {a: 1}. */
  private static String text(Object value) {
    if (value instanceof Map<?, ?> map) {
      StringJoiner entries = new StringJoiner(", ", "{", "}");
      map.forEach((name, inner) -> entries.add(name + ": " + text(inner)));
      return entries.toString();
    }
    if (value instanceof List<?> list) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      list.forEach(element -> elements.add(text(element)));
      return elements.toString();
    }
    return String.valueOf(value);
  }
}
