package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.evaluate.Baselines;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.RandomStream;

@ExtendWith(TestPipelineExtension.class)
class EvaluateRecommendersTest {
  /** More than one block of users. */
  private static final int USERS = 2050;

  private static final int ITEMS = 40;
  private static final List<String> METRICS = List.of("recall@5");

  @Test
  void evaluate_manyUsers_metricsAreThoseOfAllAtOnce(TestPipeline pipeline) {
    ImmutableList<Interaction> interactions = interactions();
    Matrix users = Initializer.normal(USERS, 8, 1, RandomStream.ofSeed(1));
    Matrix items = Initializer.normal(ITEMS, 8, 1, RandomStream.ofSeed(2));
    TrainingData data = TrainingData.of(interactions);
    Map<String, Double> expected =
        new FullRanking(users, items, data.train())
            .evaluate(data.test(), METRICS.stream().map(RankingMetric::parse).toList());

    EvaluateRecommenders.Result result = evaluate(pipeline, interactions, users, items);

    PAssert.that(result.getMetrics())
        .satisfies(
            values -> {
              for (MetricValue value : values) {
                if (value.getTrial().getRecommender().equals("BPR")
                    && value.getSplit().equals("test")) {
                  assertThat(value.getUsers()).isEqualTo(USERS);
                  assertThat(value.getValue()).isWithin(1e-12).of(expected.get(value.getMetric()));
                }
              }
              assertThat(values).hasSize(3 * 2 * METRICS.size()); // with both baselines
              return null;
            });
    PAssert.that(result.getRecommendations())
        .satisfies(
            lists -> {
              assertThat(Iterables.size(lists)).isEqualTo(3 * USERS);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void evaluate_coldAndWarmItems_metricsOfBoth(TestPipeline pipeline) {
    ImmutableList<Interaction> interactions = interactions();
    float[] scores = new float[ITEMS];
    scores[ITEMS - 1] = 1; // everybody's first item is the cold one
    Matrix ones = Baselines.ones(USERS);
    Matrix items = Matrix.of(ITEMS, 1, scores);

    EvaluateRecommenders.Result result = evaluate(pipeline, interactions, ones, items);

    PAssert.that(result.getSlices())
        .satisfies(
            values -> {
              Map<String, SliceMetric> bySlice = new HashMap<>();
              for (SliceMetric value : values) {
                if (value.getTrial().getRecommender().equals("BPR")
                    && value.getSplit().equals("test")
                    && value.getMetric().equals("recall@5")) {
                  bySlice.put(value.getSlice(), value);
                }
              }
              assertThat(bySlice.keySet())
                  .containsExactly("users with 0-4 interactions", "cold items", "warm items");
              assertThat(bySlice.get("cold items").getValue()).isEqualTo(1.0);
              assertThat(bySlice.get("cold items").getUsers()).isEqualTo(USERS / 2);
              assertThat(bySlice.get("warm items").getUsers()).isEqualTo(USERS - USERS / 2);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static EvaluateRecommenders.Result evaluate(
      TestPipeline pipeline, List<Interaction> interactions, Matrix users, Matrix items) {
    DatasetViews views =
        DatasetViews.of(
            pipeline.apply(
                "Interactions",
                Create.of(interactions).withCoder(AvroCoder.of(Interaction.class))));
    return pipeline
        .apply(
            "Trained",
            Create.of(trained(users, items)).withCoder(AvroCoder.of(TrainedRecommender.class)))
        .apply(
            "Evaluate", EvaluateRecommenders.on(views).withMetrics(METRICS).withRecommendations(1));
  }

  /** The last item is held out from every other user and never trained on. */
  private static ImmutableList<Interaction> interactions() {
    ImmutableList.Builder<Interaction> interactions = ImmutableList.builder();
    for (int user = 0; user < USERS; user++) {
      int item = user % (ITEMS - 4);
      interactions.add(new Interaction(user, item, Split.TRAIN, 0L));
      interactions.add(new Interaction(user, item + 1, Split.TRAIN, 1L));
      interactions.add(new Interaction(user, item + 2, Split.VALID, 2L));
      interactions.add(
          new Interaction(
              user, user % 2 == 0 ? ITEMS - 1 : (item + 9) % (ITEMS - 4), Split.TEST, 3L));
    }
    return interactions.build();
  }

  private static TrainedRecommender trained(Matrix users, Matrix items) {
    return TrainedRecommender.newBuilder()
        .setTrial(new Trial("BPR", Map.of(), 1L, "none"))
        .setParameters(List.of())
        .setEncoderTuning(null)
        .setEmbeddings(List.of())
        .setUserEmbeddings(TensorRecords.of("users", users))
        .setItemEmbeddings(TensorRecords.of("items", items))
        .setBestEpoch(0)
        .setHistory(List.of())
        .setTrainableParameters(0)
        .setTotalParameters(0)
        .build();
  }
}
