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
    Set<Trial> compared = compared(input, values);
    Variants variants = new Variants(compared);
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
        .setCosts(VariantCosts.of(input.costs(), curves))
        .setVerdicts(verdicts(input))
        .setFailedTrials(failed(input, compared))
        .setNeighbours(neighbours)
        .setMaps(EmbeddingMaps.of(input, test, variants, input.mapItems()))
        .setFailures(FailureGroups.of(input))
        .setExamples(examples)
        .setPictures(thumbnails(input.images(), shown(examples, neighbours)))
        .build();
  }

  /** Those that have a result. */
  private static Set<Trial> compared(ReportInput input, List<MetricValue> values) {
    Set<Trial> trials = new LinkedHashSet<>();
    values.forEach(value -> trials.add(value.getTrial()));
    input.trained().forEach(trained -> trials.add(trained.getTrial()));
    input.recommendations().forEach(list -> trials.add(list.getTrial()));
    return trials;
  }

  private static ImmutableList<QualityVerdict> verdicts(ReportInput input) {
    ImmutableList.Builder<QualityVerdict> verdicts = ImmutableList.builder();
    input.verdicts().forEach(verdicts::add);
    return verdicts.build();
  }

  /**
   * Told apart from all that was tried, settings of a grid that were not chosen among them. What is
   * compared is not: a setting that failed would rename the chosen one, untuned no longer its peer.
   */
  private static ImmutableList<FailedTraining> failed(ReportInput input, Set<Trial> compared) {
    Set<Trial> tried = new LinkedHashSet<>(compared);
    input.costs().forEach(cost -> tried.add(cost.getTrial()));
    input.failedTrials().forEach(trial -> tried.add(trial.getTrial()));
    Variants variants = new Variants(tried);
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
