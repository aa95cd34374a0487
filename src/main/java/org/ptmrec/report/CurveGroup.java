package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Comparator;
import java.util.List;

/**
 * Trainings to be drawn into one chart: those of a recommender in stage one, or under one tuning
 * method in stage two, whatever their hyper-parameters and seeds.
 *
 * @param size how many there are
 * @param shown those to be drawn: as many as the eye can follow, the best ones
 */
record CurveGroup(String recommender, String tuning, int size, ImmutableList<LearningCurve> shown) {
  private static final int MOST_LINES = 6;

  private record Key(String recommender, String tuning) {}

  /** In the order of the curves. */
  static ImmutableList<CurveGroup> of(List<LearningCurve> curves) {
    ImmutableListMultimap<Key, LearningCurve> groups =
        Multimaps.index(
            curves, curve -> new Key(curve.variant().recommender(), curve.variant().tuning()));
    return groups.asMap().entrySet().stream()
        .map(
            entry ->
                new CurveGroup(
                    entry.getKey().recommender(),
                    entry.getKey().tuning(),
                    entry.getValue().size(),
                    best(ImmutableList.copyOf(entry.getValue()))))
        .collect(toImmutableList());
  }

  private static ImmutableList<LearningCurve> best(ImmutableList<LearningCurve> curves) {
    ImmutableList<LearningCurve> best =
        curves.stream()
            .sorted(Comparator.comparingDouble(LearningCurve::bestQuality).reversed())
            .limit(MOST_LINES)
            .collect(toImmutableList());
    return curves.stream().filter(best::contains).collect(toImmutableList());
  }

  String title() {
    String name = new Variant(recommender, "", tuning).label();
    return name + (tuning.equals(Variant.UNTUNED) ? ", stage one" : ", stage two");
  }
}
