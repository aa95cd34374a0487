package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.evaluate.Baselines;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.evaluate.Slices;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.UserBlock;
import org.ptmrec.schema.UserMetrics;

/**
 * Ranks the whole catalogue for every user under every trained recommender, and under two baselines
 * that know nothing of users: popularity and random. Blocks of users are ranked in parallel.
 */
@AutoValue
public abstract class EvaluateRecommenders
    extends PTransform<PCollection<TrainedRecommender>, EvaluateRecommenders.Result> {
  private static final TupleTag<MetricValue> METRICS = new TupleTag<>("metrics") {};
  private static final TupleTag<SliceMetric> SLICES = new TupleTag<>("slices") {};

  /** The baselines' names, where recommenders have theirs. */
  public static final String POPULARITY = "popularity";

  public static final String RANDOM = "random";

  abstract DatasetViews dataset();

  abstract List<String> metrics();

  abstract int recommendations();

  abstract int coldBelow();

  abstract long seed();

  /**
   * recall and ndcg at 10 and 20; the best 20 items of every user; items with fewer than 5 training
   * interactions are cold.
   */
  public static EvaluateRecommenders on(DatasetViews dataset) {
    return new AutoValue_EvaluateRecommenders(
        dataset, List.of("recall@10", "recall@20", "ndcg@10", "ndcg@20"), 20, 5, 999);
  }

  /** Such as {@code recall@20}; the first decides where one is asked for. */
  public EvaluateRecommenders withMetrics(List<String> metrics) {
    checkArgument(!metrics.isEmpty(), "no metrics");
    metrics.forEach(RankingMetric::parse);
    return new AutoValue_EvaluateRecommenders(
        dataset(), metrics, recommendations(), coldBelow(), seed());
  }

  /** How many items are recommended to every user. */
  public EvaluateRecommenders withRecommendations(int count) {
    checkArgument(count >= 0, "recommendations %s, at least 0 is needed", count);
    return new AutoValue_EvaluateRecommenders(dataset(), metrics(), count, coldBelow(), seed());
  }

  /** An item with fewer training interactions is cold, others are warm. */
  public EvaluateRecommenders withColdBelow(int interactions) {
    checkArgument(interactions >= 1, "coldBelow %s, at least 1 is needed", interactions);
    return new AutoValue_EvaluateRecommenders(
        dataset(), metrics(), recommendations(), interactions, seed());
  }

  /** Metrics, those of slices and of users, and recommendations. */
  public static final class Result extends TaggedOutput {
    private Result(PCollectionTuple outputs) {
      super(outputs);
    }

    public PCollection<MetricValue> getMetrics() {
      return outputs().get(METRICS);
    }

    /** The same metrics for parts of the held-out interactions, see {@link Slices}. */
    public PCollection<SliceMetric> getSlices() {
      return outputs().get(SLICES);
    }

    public PCollection<UserMetrics> getUserMetrics() {
      return outputs().get(RankUsersFn.USER_METRICS);
    }

    public PCollection<Recommendation> getRecommendations() {
      return outputs().get(RankUsersFn.RECOMMENDATIONS);
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
    PCollectionTuple ranked =
        PCollectionList.of(trained)
            .and(baselines)
            .apply("With baselines", Flatten.pCollections())
            .apply("Cut users", ParDo.of(new CutUsersFn()))
            .setCoder(AvroCoder.of(UserBlock.class))
            .apply("Spread users", Reshuffle.viaRandomKey())
            .apply(
                "Rank",
                ParDo.of(new RankUsersFn(dataset(), metrics(), recommendations(), coldBelow()))
                    .withSideInputs(dataset().views())
                    .withOutputTags(
                        RankUsersFn.SUMS,
                        TupleTagList.of(RankUsersFn.USER_METRICS)
                            .and(RankUsersFn.RECOMMENDATIONS)));
    ranked.get(RankUsersFn.USER_METRICS).setCoder(AvroCoder.of(UserMetrics.class));
    ranked.get(RankUsersFn.RECOMMENDATIONS).setCoder(AvroCoder.of(Recommendation.class));
    PCollection<SliceMetric> means =
        ranked
            .get(RankUsersFn.SUMS)
            .setCoder(AverageMetrics.sumCoder())
            .apply("Average", new AverageMetrics());
    return new Result(
        ranked
            .and(
                METRICS,
                means
                    .apply("All", Filter.by(mean -> mean.getSlice().equals(Slices.ALL)))
                    .apply("Drop the slice", MapElements.via(new ToMetricFn()))
                    .setCoder(AvroCoder.of(MetricValue.class)))
            .and(
                SLICES,
                means.apply("Parts", Filter.by(mean -> !mean.getSlice().equals(Slices.ALL)))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("metrics", metrics().toString()))
        .add(DisplayData.item("recommendations", recommendations()))
        .add(DisplayData.item("coldBelow", coldBelow()));
  }

  private static class ToMetricFn extends SimpleFunction<SliceMetric, MetricValue> {
    @Override
    public MetricValue apply(SliceMetric mean) {
      return new MetricValue(
          mean.getTrial(), mean.getSplit(), mean.getMetric(), mean.getValue(), mean.getUsers());
    }
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
              .setEncoderTuning(null)
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
}
