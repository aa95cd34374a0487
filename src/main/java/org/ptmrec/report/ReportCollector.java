package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Trial;

/** Turns the records of a run's artifacts into what its report shows. */
public final class ReportCollector {
  private ReportCollector() {}

  public static ReportData collect(ReportInput input) {
    List<MetricValue> values = new ArrayList<>();
    input.metrics().forEach(values::add);
    Variants variants = new Variants(trials(input, values));
    MetricTable test = MetricTables.of("test", values, variants);
    ImmutableList<ExampleUser> examples = new ExampleUsers(input, variants).users(test);
    return ReportData.builder()
        .setRun(input.run())
        .setData(DataSummaries.of(input))
        .setMetrics(test)
        .setValidation(MetricTables.of("valid", values, variants))
        .setCurves(LearningCurves.of(input.trained(), variants))
        .setFailures(FailureGroups.of(input))
        .setExamples(examples)
        .setPictures(thumbnails(input.images(), shown(examples)))
        .build();
  }

  private static Set<Trial> trials(ReportInput input, List<MetricValue> values) {
    Set<Trial> trials = new LinkedHashSet<>();
    values.forEach(value -> trials.add(value.getTrial()));
    input.trained().forEach(trained -> trials.add(trained.getTrial()));
    input.recommendations().forEach(list -> trials.add(list.getTrial()));
    return trials;
  }

  private static ImmutableSet<String> shown(List<ExampleUser> examples) {
    return examples.stream()
        .flatMap(
            user ->
                Stream.of(
                        Stream.of(user.history(), user.heldOut()),
                        user.lists().stream().map(ExampleUser.RankedList::cards))
                    .flatMap(lists -> lists))
        .flatMap(List::stream)
        .flatMap(card -> card.picture().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Pictures that cannot be read have none. */
  private static ImmutableMap<String, Thumbnail> thumbnails(
      Records<Image> images, Set<String> wanted) {
    Map<String, Thumbnail> thumbnails = new TreeMap<>();
    images.forEach(
        image -> {
          if (wanted.contains(image.getDigest())) {
            Thumbnail.of(image.getContent())
                .ifPresent(thumbnail -> thumbnails.put(image.getDigest(), thumbnail));
          }
        });
    return ImmutableMap.copyOf(thumbnails);
  }
}
