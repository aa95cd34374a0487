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
import org.ptmrec.schema.QualityVerdict;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.Trial;

/** Turns the records of a run's artifacts into what its report shows. */
public final class ReportCollector {
  private ReportCollector() {}

  public static ReportData collect(ReportInput input) {
    List<MetricValue> values = new ArrayList<>();
    input.metrics().forEach(values::add);
    List<SliceMetric> slices = new ArrayList<>();
    input.slices().forEach(slices::add);
    Variants variants = new Variants(trials(input, values));
    MetricTable test = MetricTables.of("test", values, variants);
    ImmutableList<LearningCurve> curves = LearningCurves.of(input.trained(), variants);
    ImmutableList<NeighbourExample> neighbours = Neighbours.of(input, test, variants);
    ImmutableList<ExampleUser> examples = new ExampleUsers(input, variants).users(test);
    return ReportData.builder()
        .setRun(input.run())
        .setData(DataSummaries.of(input))
        .setMetrics(test)
        .setValidation(MetricTables.of("valid", values, variants))
        .setSlices(SliceTable.of(test, slices, variants))
        .setComparisons(Comparisons.of(test, values, input.userMetrics(), variants))
        .setCurves(curves)
        .setCosts(VariantCosts.of(input.costs(), curves, variants))
        .setVerdicts(verdicts(input))
        .setFailedTrials(failed(input, variants))
        .setNeighbours(neighbours)
        .setMaps(EmbeddingMaps.of(input, test, variants, input.mapItems()))
        .setFailures(FailureGroups.of(input))
        .setExamples(examples)
        .setPictures(thumbnails(input.images(), shown(examples, neighbours)))
        .build();
  }

  private static Set<Trial> trials(ReportInput input, List<MetricValue> values) {
    Set<Trial> trials = new LinkedHashSet<>();
    values.forEach(value -> trials.add(value.getTrial()));
    input.trained().forEach(trained -> trials.add(trained.getTrial()));
    input.recommendations().forEach(list -> trials.add(list.getTrial()));
    input.failedTrials().forEach(failed -> trials.add(failed.getTrial()));
    return trials;
  }

  private static ImmutableList<QualityVerdict> verdicts(ReportInput input) {
    ImmutableList.Builder<QualityVerdict> verdicts = ImmutableList.builder();
    input.verdicts().forEach(verdicts::add);
    return verdicts.build();
  }

  private static ImmutableList<FailedTraining> failed(ReportInput input, Variants variants) {
    ImmutableList.Builder<FailedTraining> failed = ImmutableList.builder();
    input
        .failedTrials()
        .forEach(
            trial ->
                failed.add(
                    new FailedTraining(
                        variants.of(trial.getTrial()),
                        trial.getTrial().getSeed(),
                        trial.getReason(),
                        trial.getMessage())));
    return failed.build();
  }

  private static ImmutableSet<String> shown(
      List<ExampleUser> examples, List<NeighbourExample> neighbours) {
    Stream<ExampleUser.Card> ofUsers =
        examples.stream()
            .flatMap(
                user ->
                    Stream.concat(
                        Stream.of(user.history(), user.heldOut()),
                        user.lists().stream().map(ExampleUser.RankedList::cards)))
            .flatMap(List::stream);
    Stream<ExampleUser.Card> ofItems =
        neighbours.stream()
            .flatMap(
                example ->
                    Stream.of(ImmutableList.of(example.item()), example.before(), example.after()))
            .flatMap(List::stream);
    return Stream.concat(ofUsers, ofItems)
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
