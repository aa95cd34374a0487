package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.ItemLists;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.evaluate.Slices;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.UserBlock;
import org.ptmrec.schema.UserMetrics;
import org.ptmrec.tensor.Matrix;

/**
 * Ranks the whole catalogue for a block of users. The main output holds sums over the block's users
 * by the block's first user, for {@link AverageMetrics}.
 */
final class RankUsersFn extends CountingFn<UserBlock, KV<Integer, SliceMetric>> {
  static final TupleTag<KV<Integer, SliceMetric>> SUMS = new TupleTag<>("sums") {};
  static final TupleTag<UserMetrics> USER_METRICS = new TupleTag<>("user-metrics") {};
  static final TupleTag<Recommendation> RECOMMENDATIONS = new TupleTag<>("recommendations") {};

  private final DatasetViews dataset;
  private final ArrayList<String> metrics;
  private final int recommendations;
  private final int coldBelow;

  RankUsersFn(DatasetViews dataset, List<String> metrics, int recommendations, int coldBelow) {
    this.dataset = dataset;
    this.metrics = new ArrayList<>(metrics);
    this.recommendations = recommendations;
    this.coldBelow = coldBelow;
  }

  @ProcessElement
  public void rank(ProcessContext context) {
    UserBlock block = context.element();
    TrainingData data = dataset.data(context);
    Matrix users = TensorRecords.matrix(block.getUsers());
    int first = block.getFirst();
    ItemLists train = data.train().ofUsers(first, first + users.rows());
    FullRanking ranking = new FullRanking(users, TensorRecords.matrix(block.getItems()), train);
    Slices slices = new Slices(data.train(), data.items(), coldBelow);
    split(context, ranking, data.validation(), slices, "valid");
    split(context, ranking, data.test(), slices, "test");
    Progress.done().inc(users.rows());
  }

  private void split(
      ProcessContext context, FullRanking ranking, ItemLists heldOut, Slices slices, String split) {
    UserBlock block = context.element();
    int first = block.getFirst();
    int count = block.getUsers().getShape().get(0);
    List<RankingMetric> parsed = metrics.stream().map(RankingMetric::parse).toList();
    int shown = split.equals("test") ? recommendations : 0;
    int depth = parsed.stream().mapToInt(RankingMetric::k).max().orElse(1);
    Map<String, SliceMetric> sums = new HashMap<>();
    ranking.rank(
        heldOut.ofUsers(first, first + count).usersWithItems(),
        Math.max(depth, shown),
        (row, ranked, scores) -> {
          int user = first + row;
          for (Slices.Part part : slices.of(user, heldOut.of(user))) {
            Map<String, Double> values = new HashMap<>();
            for (RankingMetric metric : parsed) {
              double value = metric.of(ranked, part.items());
              values.put(metric.toString(), value);
              SliceMetric sum =
                  sums.computeIfAbsent(
                      part.slice() + " " + metric,
                      key ->
                          new SliceMetric(
                              block.getTrial(), split, part.slice(), metric.toString(), 0.0, 0));
              sum.setValue(sum.getValue() + value);
              sum.setUsers(sum.getUsers() + 1);
            }
            if (part.slice().equals(Slices.ALL)) {
              context.output(USER_METRICS, new UserMetrics(block.getTrial(), user, split, values));
            }
          }
          if (shown > 0) {
            context.output(RECOMMENDATIONS, recommendation(block, user, ranked, scores));
          }
        });
    sums.values().forEach(sum -> context.output(SUMS, KV.of(first, sum)));
  }

  private Recommendation recommendation(UserBlock block, int user, int[] ranked, float[] scores) {
    List<Integer> items = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (int rank = 0; rank < Math.min(recommendations, ranked.length); rank++) {
      items.add(ranked[rank]);
      values.add(scores[rank]);
    }
    return new Recommendation(block.getTrial(), user, items, values);
  }
}
