package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.Streams;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;

@ExtendWith(TestPipelineExtension.class)
class SelectBestTrialsTest {
  /** A trial whose best epoch, the second, has this recall@20; the last one is better on ndcg. */
  private static TrainedRecommender trained(
      String recommender, String tuning, double regWeight, long seed, double recall) {
    Tensor none = new Tensor("none", List.of(4, 0), ByteBuffer.allocate(0));
    return new TrainedRecommender(
        new Trial(recommender, Map.of("regWeight", regWeight), seed, tuning),
        List.of(),
        null,
        List.of(),
        none,
        none,
        1,
        List.of(epoch(0, 0.01, 0.5), epoch(1, recall, 0.5), epoch(2, 0.02, 0.9)),
        50L,
        200L);
  }

  private static EpochRecord epoch(int number, double recall, double ndcg) {
    return new EpochRecord(number, 0.1, 0.0, Map.of("recall@20", recall, "ndcg@20", ndcg));
  }

  private static SelectBestTrials.Result select(
      TestPipeline pipeline, TrainedRecommender... trained) {
    return pipeline
        .apply(Create.of(List.of(trained)).withCoder(AvroCoder.of(TrainedRecommender.class)))
        .apply(SelectBestTrials.create());
  }

  private static void assertKept(SelectBestTrials.Result result, String... keys) {
    PAssert.that(result.getBest())
        .satisfies(
            kept -> {
              assertThat(Streams.stream(kept).map(one -> Trials.key(one.getTrial())))
                  .containsExactlyElementsIn(List.of(keys));
              return null;
            });
  }

  @Test
  void expand_theMeanOverSeeds_decidesAndKeepsAllSeeds(TestPipeline pipeline) {
    assertKept(
        select(
            pipeline,
            trained("BPR", "none", 0.1, 1, 0.50),
            trained("BPR", "none", 0.1, 2, 0.10),
            trained("BPR", "none", 0.2, 1, 0.30),
            trained("BPR", "none", 0.2, 2, 0.31)),
        "BPR-none-seed1-regWeight=0.2",
        "BPR-none-seed2-regWeight=0.2");
    pipeline.run();
  }

  @Test
  void expand_aSettingThatLostASeed_isNotCompared(TestPipeline pipeline) {
    assertKept(
        select(
            pipeline,
            trained("BPR", "none", 0.1, 1, 0.9), // its other seed failed
            trained("BPR", "none", 0.2, 1, 0.1),
            trained("BPR", "none", 0.2, 2, 0.1)),
        "BPR-none-seed1-regWeight=0.2",
        "BPR-none-seed2-regWeight=0.2");
    pipeline.run();
  }

  @Test
  void expand_recommendersAndVariants_eachHaveTheirOwnBest(TestPipeline pipeline) {
    assertKept(
        select(
            pipeline,
            trained("BPR", "none", 0.1, 1, 0.2),
            trained("BPR", "none", 0.2, 1, 0.1),
            trained("VBPR", "none", 0.1, 1, 0.3),
            trained("VBPR", "none", 0.2, 1, 0.4),
            trained("VBPR", "prompt", 0.1, 1, 0.6),
            trained("VBPR", "prompt", 0.2, 1, 0.5)),
        "BPR-none-seed1-regWeight=0.1",
        "VBPR-none-seed1-regWeight=0.2",
        "VBPR-prompt-seed1-regWeight=0.1");
    pipeline.run();
  }

  @Test
  void expand_amongEquals_theFirstByNameIsKept(TestPipeline pipeline) {
    assertKept(
        select(
            pipeline,
            trained("BPR", "none", 0.2, 1, 0.3),
            trained("BPR", "none", 0.1, 1, 0.3),
            trained("BPR", "none", 0.3, 1, 0.3)),
        "BPR-none-seed1-regWeight=0.1");
    pipeline.run();
  }

  @Test
  void validation_hasEveryTrialAtItsBestEpoch(TestPipeline pipeline) {
    PAssert.that(
            select(
                    pipeline,
                    trained("BPR", "none", 0.1, 1, 0.2),
                    trained("BPR", "none", 0.2, 1, 0.1))
                .getValidation())
        .satisfies(
            values -> {
              assertThat(
                      Streams.stream(values)
                          .map(
                              value ->
                                  "%s %s %s of %d"
                                      .formatted(
                                          Trials.key(value.getTrial()),
                                          value.getMetric(),
                                          value.getValue(),
                                          value.getUsers())))
                  .containsExactly(
                      "BPR-none-seed1-regWeight=0.1 ndcg@20 0.5 of 4",
                      "BPR-none-seed1-regWeight=0.1 recall@20 0.2 of 4",
                      "BPR-none-seed1-regWeight=0.2 ndcg@20 0.5 of 4",
                      "BPR-none-seed1-regWeight=0.2 recall@20 0.1 of 4");
              return null;
            });
    pipeline.run();
  }
}
