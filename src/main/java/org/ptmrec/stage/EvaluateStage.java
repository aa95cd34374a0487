package org.ptmrec.stage;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.UserMetrics;
import org.ptmrec.transform.DatasetViews;
import org.ptmrec.transform.EvaluateRecommenders;
import org.ptmrec.transform.Trials;

/** Full-ranking metrics of everything that was trained, and of two baselines (paper §3.2). */
@AutoService(Stage.class)
public final class EvaluateStage implements Stage {
  public static final String NAME = "evaluate";
  public static final Output<MetricValue> METRICS =
      Output.of(
          "metrics",
          MetricValue.class,
          RecordKey.text(
              value ->
                  Trials.key(value.getTrial()) + " " + value.getSplit() + " " + value.getMetric()));
  static final Output<SliceMetric> SLICES =
      Output.of(
          "slices",
          SliceMetric.class,
          RecordKey.text(
              value ->
                  Trials.key(value.getTrial())
                      + " "
                      + value.getSplit()
                      + " "
                      + value.getSlice()
                      + " "
                      + value.getMetric()));
  static final Output<UserMetrics> USER_METRICS =
      Output.of(
              "user-metrics",
              UserMetrics.class,
              RecordKey.text(
                  value ->
                      Trials.key(value.getTrial())
                          + " "
                          + value.getSplit()
                          + " "
                          + value.getUser()))
          .withShards(8);
  static final Output<Recommendation> RECOMMENDATIONS =
      Output.of(
              "recommendations",
              Recommendation.class,
              RecordKey.text(value -> Trials.key(value.getTrial()) + " " + value.getUser()))
          .withShards(8);

  private static final Param<List<String>> METRIC_NAMES =
      Param.texts("metrics", "Such as recall@20, ndcg@10, precision@5 or map@20.")
          .or(List.of("recall@10", "recall@20", "ndcg@10", "ndcg@20"))
          .checking(names -> !names.isEmpty(), "must name at least one")
          .checking(TrainStage::areDistinct, "must not name one twice");
  private static final Param<Integer> COUNT =
      Param.integer("recommendations", "items", "How many are recommended to every user.")
          .or(20)
          .atLeast(0);
  private static final Param<Integer> COLD_BELOW =
      Param.integer(
              "coldBelow",
              "interactions",
              "An item with fewer training interactions is cold: metrics are also given for cold and"
                  + " warm items apart.")
          .or(5)
          .atLeast(1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Ranks all items for every user and compares with the held-out interactions.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(METRIC_NAMES, COUNT, COLD_BELOW);
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.required(IngestStage.NAME),
        Input.required(TrainStage.NAME),
        Input.optional(TuneStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(METRICS, SLICES, USER_METRICS, RECOMMENDATIONS);
  }

  @Override
  public void check(Parameters parameters) {
    parameters.get(METRIC_NAMES).forEach(RankingMetric::parse);
  }

  static Optional<List<String>> metrics(Parameters parameters) {
    return parameters.find(METRIC_NAMES);
  }

  @Override
  public void build(StageContext context) {
    PCollection<TrainedRecommender> trained = context.read(TrainStage.NAME, TrainStage.TRAINED);
    if (context.has(TuneStage.NAME)) {
      trained =
          PCollectionList.of(trained)
              .and(context.read(TuneStage.NAME, TuneStage.TUNED))
              .apply("Both stages", Flatten.pCollections());
    }
    EvaluateRecommenders.Result result =
        trained.apply(
            "Evaluate",
            EvaluateRecommenders.on(
                    DatasetViews.of(context.read(IngestStage.NAME, IngestStage.INTERACTIONS)))
                .withMetrics(context.get(METRIC_NAMES))
                .withRecommendations(context.get(COUNT))
                .withColdBelow(context.get(COLD_BELOW)));
    context.write(METRICS, result.getMetrics());
    context.write(SLICES, result.getSlices());
    context.write(USER_METRICS, result.getUserMetrics());
    context.write(RECOMMENDATIONS, result.getRecommendations());
  }
}
