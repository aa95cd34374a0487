package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ptmrec.artifact.ShownUrl;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;

/** Counts failures by reason and keeps a few of each. */
final class FailureGroups {
  private static final int SAMPLES = 3;

  private FailureGroups() {}

  static ImmutableList<FailureGroup> of(ReportInput input) {
    Map<FetchFailureReason, Integer> counts = new TreeMap<>();
    Map<FetchFailureReason, List<FetchFailure>> samples = new HashMap<>();
    input
        .failures()
        .forEach(
            failure -> {
              counts.merge(failure.getReason(), 1, Integer::sum);
              var some = samples.computeIfAbsent(failure.getReason(), key -> new ArrayList<>());
              if (some.size() < SAMPLES) {
                some.add(failure);
              }
            });
    Map<Integer, String> itemIds = new HashMap<>();
    samples.values().stream()
        .flatMap(List::stream)
        .forEach(failure -> itemIds.put(failure.getItem(), "#" + failure.getItem()));
    input
        .items()
        .forEach(item -> itemIds.computeIfPresent(item.getItem(), (i, id) -> item.getItemId()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(
            entry ->
                new FailureGroup(
                    entry.getKey().name(),
                    entry.getValue(),
                    samples(samples.getOrDefault(entry.getKey(), List.of()).stream(), itemIds)))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<FailureGroup.Sample> samples(
      Stream<FetchFailure> failures, Map<Integer, String> itemIds) {
    return failures
        .map(
            failure ->
                new FailureGroup.Sample(
                    itemIds.getOrDefault(failure.getItem(), ""),
                    ShownUrl.in(failure.getUrl()),
                    failure.getDetail(),
                    failure.getAttempts()))
        .collect(ImmutableList.toImmutableList());
  }
}
