package org.ptmrec.report;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the figures of a table rest on: a table that is copied elsewhere takes it along. */
final class Basis {
  private Basis() {}

  /** Seeds, sizes and versions in one line. */
  static String of(ReportData data) {
    return seeds(data.metrics().seeds())
        + Numbers.count(data.data().users())
        + " users, "
        + Numbers.count(data.data().items())
        + " items, "
        + Numbers.count(data.data().interactions())
        + " interactions"
        + versions(data.run().environment());
  }

  private static String seeds(ImmutableSortedSet<Long> seeds) {
    if (seeds.isEmpty()) {
      return "";
    }
    return (seeds.size() == 1 ? "Seed " : seeds.size() + " seeds: ")
        + seeds.stream().map(String::valueOf).collect(Collectors.joining(", "))
        + " · ";
  }

  private static String versions(Map<String, String> environment) {
    StringBuilder versions = new StringBuilder();
    append(versions, "PTMRec", environment.get("ptmrec"));
    append(versions, "ND4J", environment.get("nd4j"));
    append(versions, "Java", environment.get("java"));
    return versions.toString();
  }

  private static void append(StringBuilder versions, String name, @Nullable String version) {
    if (version != null) {
      versions.append(" · ").append(name).append(' ').append(version);
    }
  }
}
