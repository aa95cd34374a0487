package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.evaluate.Baselines;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.ItemLists;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.UserMetrics;

/**
 * Ranks the whole catalogue for every user under every trained recommender, and under two baselines
 * that know nothing of users: popularity and random.
 */
@AutoValue
public abstract class EvaluateRecommenders
    extends PTransform<PCollection<TrainedRecommender>, EvaluateRecommenders.Result> {
  private static final TupleTag<MetricValue> METRICS = new TupleTag<>("metrics") {};
  private static final TupleTag<UserMetrics> USER_METRICS = new TupleTag<>("user-metrics") {};
  private static final TupleTag<Recommendation> RECOMMENDATIONS =
      new TupleTag<>("recommendations") {};

  /** The baselines' names, where recommenders have theirs. */
  public static final String POPULARITY = "popularity";

  public static final String RANDOM = "random";

  abstract DatasetViews dataset();

  abstract List<String> metrics();

  abstract int recommendations();

  abstract long seed();

  /** recall and ndcg at 10 and 20; the best 20 items of every user. */
  public static EvaluateRecommenders on(DatasetViews dataset) {
    return new AutoValue_EvaluateRecommenders(
        dataset, List.of("recall@10", "recall@20", "ndcg@10", "ndcg@20"), 20, 999);
  }

  /** Such as {@code recall@20}; the first decides where one is asked for. */
  public EvaluateRecommenders withMetrics(List<String> metrics) {
    checkArgument(!metrics.isEmpty(), "no metrics");
    metrics.forEach(RankingMetric::parse);
    return new AutoValue_EvaluateRecommenders(dataset(), metrics, recommendations(), seed());
  }

  /** How many items are recommended to every user. */
  public EvaluateRecommenders withRecommendations(int count) {
    checkArgument(count >= 0, "recommendations %s, at least 0 is needed", count);
    return new AutoValue_EvaluateRecommenders(dataset(), metrics(), count, seed());
  }

  /** Metrics, their parts by user, and recommendations. */
  public static final class Result extends TaggedOutput {
    private Result(PCollectionTuple outputs) {
      super(outputs);
      outputs.get(METRICS).setCoder(AvroCoder.of(MetricValue.class));
      outputs.get(USER_METRICS).setCoder(AvroCoder.of(UserMetrics.class));
      outputs.get(RECOMMENDATIONS).setCoder(AvroCoder.of(Recommendation.class));
    }

    public PCollection<MetricValue> getMetrics() {
      return outputs().get(METRICS);
    }

    public PCollection<UserMetrics> getUserMetrics() {
      return outputs().get(USER_METRICS);
    }

    public PCollection<Recommendation> getRecommendations() {
      return outputs().get(RECOMMENDATIONS);
    }
  }

  @Override
  public Result expand(PCollection<TrainedRecommender> trained) {
    PCollection<TrainedRecommender> baselines =
        trained
            .getPipeline()
            .apply("Name baselines", Create.of(POPULARITY, RANDOM))
            .apply(
                "Make baselines",
                ParDo.of(new BaselineFn(dataset(), seed())).withSideInputs(dataset().views()))
            .setCoder(AvroCoder.of(TrainedRecommender.class));
    return new Result(
        PCollectionList.of(trained)
            .and(baselines)
            .apply("With baselines", Flatten.pCollections())
            .apply("Spread trials", Reshuffle.viaRandomKey())
            .apply(
                "Rank",
                ParDo.of(new RankFn(dataset(), metrics(), recommendations()))
                    .withSideInputs(dataset().views())
                    .withOutputTags(METRICS, TupleTagList.of(USER_METRICS).and(RECOMMENDATIONS))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("metrics", metrics().toString()))
        .add(DisplayData.item("recommendations", recommendations()));
  }

  private static class BaselineFn extends DoFn<String, TrainedRecommender> {
    private final DatasetViews dataset;
    private final long seed;

    BaselineFn(DatasetViews dataset, long seed) {
      this.dataset = dataset;
      this.seed = seed;
    }

    @ProcessElement
    public void make(ProcessContext context) {
      TrainingData data = dataset.data(context);
      FinalEmbeddings embeddings =
          context.element().equals(POPULARITY)
              ? new FinalEmbeddings(
                  Baselines.ones(data.users()), Baselines.popularity(data.train(), data.items()))
              : new FinalEmbeddings(
                  Baselines.random(data.users(), seed), Baselines.random(data.items(), seed + 1));
      context.output(
          TrainedRecommender.newBuilder()
              .setTrial(new Trial(context.element(), Map.of(), seed, Trials.UNTUNED))
              .setParameters(List.of())
              .setEmbeddings(List.of())
              .setUserEmbeddings(TensorRecords.of("users", embeddings.users()))
              .setItemEmbeddings(TensorRecords.of("items", embeddings.items()))
              .setBestEpoch(-1)
              .setHistory(List.of())
              .setTrainableParameters(0)
              .setTotalParameters(0)
              .build());
    }
  }

  private static class RankFn extends CountingFn<TrainedRecommender, MetricValue> {
    private final DatasetViews dataset;
    private final ArrayList<String> metrics;
    private final int recommendations;

    RankFn(DatasetViews dataset, List<String> metrics, int recommendations) {
      this.dataset = dataset;
      this.metrics = new ArrayList<>(metrics);
      this.recommendations = recommendations;
    }

    @ProcessElement
    public void rank(ProcessContext context) {
      TrainedRecommender trained = context.element();
      TrainingData data = dataset.data(context);
      Progress.total().inc(2);
      FullRanking ranking =
          new FullRanking(
              TensorRecords.matrix(trained.getUserEmbeddings()),
              TensorRecords.matrix(trained.getItemEmbeddings()),
              data.train());
      split(context, trained.getTrial(), ranking, data.validation(), "valid");
      Progress.done().inc();
      split(context, trained.getTrial(), ranking, data.test(), "test");
      Progress.done().inc();
    }

    private void split(
        ProcessContext context, Trial trial, FullRanking ranking, ItemLists heldOut, String split) {
      List<RankingMetric> parsed = metrics.stream().map(RankingMetric::parse).toList();
      boolean isTest = split.equals("test");
      int depth = parsed.stream().mapToInt(RankingMetric::k).max().orElse(1);
      int[] users = heldOut.usersWithItems();
      double[] sums = new double[parsed.size()];
      ranking.rank(
          users,
          isTest ? Math.max(depth, recommendations) : depth,
          (user, ranked, scores) -> {
            Map<String, Double> values = new HashMap<>();
            for (int m = 0; m < sums.length; m++) {
              double value = parsed.get(m).of(ranked, heldOut.of(user));
              sums[m] += value;
              values.put(parsed.get(m).toString(), value);
            }
            context.output(USER_METRICS, new UserMetrics(trial, user, split, values));
            if (isTest && recommendations > 0) {
              context.output(RECOMMENDATIONS, recommendation(trial, user, ranked, scores));
            }
          });
      for (int m = 0; m < sums.length; m++) {
        double mean = users.length == 0 ? 0 : sums[m] / users.length;
        context.output(
            METRICS, new MetricValue(trial, split, parsed.get(m).toString(), mean, users.length));
      }
    }

    private Recommendation recommendation(Trial trial, int user, int[] ranked, float[] scores) {
      List<Integer> items = new ArrayList<>();
      List<Float> values = new ArrayList<>();
      for (int rank = 0; rank < Math.min(recommendations, ranked.length); rank++) {
        items.add(ranked[rank]);
        values.add(scores[rank]);
      }
      return new Recommendation(trial, user, items, values);
    }
  }
}
