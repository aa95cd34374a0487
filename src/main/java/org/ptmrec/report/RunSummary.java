package org.ptmrec.report;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ptmrec.artifact.Manifest;

/**
 * Which run a report is about, by the manifests of the artifacts that it reads.
 *
 * @param pipeline name in the pipeline file
 * @param run id of the run that made the youngest artifact
 * @param started when the first stage began, in this run or in an earlier one
 * @param finished when the last stage ended
 * @param stages in the order of the pipeline
 * @param environment versions and machine by name; all values where stages differ
 */
public record RunSummary(
    String pipeline,
    String run,
    Instant started,
    Instant finished,
    ImmutableList<StageSummary> stages,
    ImmutableMap<String, String> environment) {

  /**
   * @param manifests in the order of the pipeline
   * @throws IllegalArgumentException if there are none
   */
  public static RunSummary of(List<Manifest> manifests) {
    checkArgument(!manifests.isEmpty(), "a report needs at least one artifact");
    Manifest last = manifests.stream().max(Comparator.comparing(Manifest::finished)).orElseThrow();
    return new RunSummary(
        last.pipeline(),
        last.run(),
        manifests.stream().map(Manifest::started).min(Comparator.naturalOrder()).orElseThrow(),
        last.finished(),
        manifests.stream().map(StageSummary::of).collect(toImmutableList()),
        environment(manifests));
  }

  private static ImmutableMap<String, String> environment(List<Manifest> manifests) {
    SetMultimap<String, String> values = LinkedHashMultimap.create();
    manifests.forEach(manifest -> manifest.environment().forEach(values::put));
    return values.asMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .collect(toImmutableMap(Map.Entry::getKey, entry -> String.join(", ", entry.getValue())));
  }
}
