package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ptmrec.schema.TrainedRecommender;

/** Looks for items whose neighbourhood the tuning changed. */
final class Neighbours {
  private static final int LIST = 8;
  private static final int SHOWN = 4;

  /** Neighbourhoods are compared of so many items at most, equally spaced in the catalogue. */
  private static final int SAMPLE = 160;

  private record Change(int item, List<Integer> before, List<Integer> after, int kept) {}

  private Neighbours() {}

  /** Of the tuned variant that is best on the test split, under its least seed. */
  static ImmutableList<NeighbourExample> of(
      ReportInput input, MetricTable table, Variants variants) {
    Optional<TrainedRecommender> tuned = best(input, table, variants);
    if (tuned.isEmpty()) {
      return ImmutableList.of();
    }
    ItemVectors after = ItemVectors.of(tuned.get());
    ItemVectors before = ItemVectors.of(input.embeddings()).first(after.items());
    if (before.items() == 0 || before.items() != after.items()) {
      return ImmutableList.of();
    }
    List<Change> changes = new ArrayList<>();
    int sample = Math.min(SAMPLE, before.items());
    for (int i = 0; i < sample; i++) {
      int item = (int) ((long) i * before.items() / sample);
      List<Integer> now = after.nearest(item, LIST);
      List<Integer> then = before.nearest(item, LIST);
      Set<Integer> kept = new HashSet<>(now);
      kept.retainAll(then);
      changes.add(new Change(item, then, now, kept.size()));
    }
    changes.sort(Comparator.comparingInt(Change::kept).thenComparingInt(Change::item));
    return examples(input, changes.subList(0, Math.min(SHOWN, changes.size())));
  }

  private static Optional<TrainedRecommender> best(
      ReportInput input, MetricTable table, Variants variants) {
    String metric = table.mainMetric().orElse("");
    Optional<Variant> variant =
        table.rows().stream()
            .filter(row -> row.variant().tuned())
            .max(Comparator.comparingDouble(row -> row.mean(metric)))
            .map(MetricTable.Row::variant);
    List<TrainedRecommender> found = new ArrayList<>();
    input
        .trained()
        .forEach(
            trained -> {
              if (variant.isPresent()
                  && variants.of(trained.getTrial()).equals(variant.get())
                  && (found.isEmpty()
                      || trained.getTrial().getSeed() < found.get(0).getTrial().getSeed())) {
                found.clear();
                found.add(trained);
              }
            });
    return found.stream().findFirst();
  }

  private static ImmutableList<NeighbourExample> examples(ReportInput input, List<Change> changes) {
    Set<Integer> wanted = new HashSet<>();
    changes.forEach(
        change -> {
          wanted.add(change.item());
          wanted.addAll(change.before());
          wanted.addAll(change.after());
        });
    ItemLookup items = ItemLookup.of(input, wanted);
    return changes.stream()
        .map(
            change ->
                new NeighbourExample(
                    items.card(change.item(), false),
                    change.before().stream()
                        .map(item -> items.card(item, false))
                        .collect(toImmutableList()),
                    change.after().stream()
                        .map(item -> items.card(item, !change.before().contains(item)))
                        .collect(toImmutableList())))
        .collect(toImmutableList());
  }
}
