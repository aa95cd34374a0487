package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.artifact.Progress;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;

@ExtendWith(TestPipelineExtension.class)
class TrialResultsTest {
  @TempDir static Path folder;

  /** With the second weight, the loss of the first batch already overflows. */
  private static final Map<String, Map<String, List<Double>>> ONE_DIVERGES =
      Map.of("BPR", Map.of("regWeight", List.of(0.1, 1e39)));

  private static TrialResults train(TestPipeline pipeline, List<Trial> trials, String directory) {
    DatasetViews views =
        DatasetViews.of(
            pipeline.apply(
                "Interactions",
                Create.of(interactions()).withCoder(AvroCoder.of(Interaction.class))));
    return pipeline
        .apply("Trials", Create.of(trials).withCoder(AvroCoder.of(Trial.class)))
        .apply(
            "Train",
            TrainRecommenders.on(views)
                .withSpec(TrainingSpec.create().withEpochs(2).withBatch(8))
                .withCheckpointDirectory(directory));
  }

  /** Six users by five items, all three splits. */
  private static ImmutableList<Interaction> interactions() {
    ImmutableList.Builder<Interaction> interactions = ImmutableList.builder();
    for (int user = 0; user < 6; user++) {
      for (int n = 0; n < 4; n++) {
        Split split = n < 2 ? Split.TRAIN : n == 2 ? Split.VALID : Split.TEST;
        interactions.add(new Interaction(user, (user + n) % 5, split, (long) n));
      }
    }
    return interactions.build();
  }

  private static List<Trial> trials(long seed, Map<String, Map<String, List<Double>>> grid) {
    return Trials.expand(List.of("BPR"), List.of(seed), grid);
  }

  @Test
  void emit_oneTrialDiverges_theOtherIsTrainedAndTheFailureIsTold(TestPipeline pipeline) {
    TrialResults results = train(pipeline, trials(1, ONE_DIVERGES), "");
    results.check(0.5);
    PAssert.that(results.getTrained()).satisfies(TrialResultsTest::hasOne);
    PAssert.that(results.getFailed())
        .satisfies(
            failed -> {
              FailedTrial only = Iterables.getOnlyElement(failed);
              assertThat(only.getReason()).isEqualTo("TrainingDivergedException");
              assertThat(only.getMessage()).contains("not a number in epoch 0");
              assertThat(only.getTrial().getHyperparameters()).containsEntry("regWeight", 1e39);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static Void hasOne(Iterable<?> elements) {
    assertThat(elements).hasSize(1);
    return null;
  }

  @Test
  void check_moreFailuresThanAllowed_endsThePipelineWithTheReasons(TestPipeline pipeline) {
    train(pipeline, trials(1, ONE_DIVERGES), "").check(0.4);
    Exception thrown = assertThrows(Exception.class, () -> pipeline.run().waitUntilFinish());
    assertThat(Throwables.getRootCause(thrown))
        .hasMessageThat()
        .contains("1 of 2 trials failed, maxFailureRate is 0.4: BPR-none-seed1-regWeight=1.0E39");
  }

  @Test
  void check_allTrialsFailed_endsThePipelineWhateverIsAllowed(TestPipeline pipeline) {
    train(pipeline, trials(1, Map.of("BPR", Map.of("regWeight", List.of(1e39)))), "").check(1);
    assertThrows(Exception.class, () -> pipeline.run().waitUntilFinish());
  }

  @Test
  void emit_ofATrialThatIsFinished_doesNotTrainItAgain() {
    String directory = folder.resolve("finished").toString();
    Trial trial = Iterables.getOnlyElement(trials(2, Map.of()));
    runWithOneFailure(directory);
    TrialCost first = new FinishedTrials(directory).load(trial).orElseThrow().getCost();

    TestPipeline second = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    TrialResults results = train(second, List.of(trial), directory);
    // The times of a new training would be others.
    PAssert.that(results.getCosts()).containsInAnyOrder(first);
    second.run().waitUntilFinish();
  }

  @Test
  void expand_oneTrialDiverges_itsRowsAreNoLongerExpected(TestPipeline pipeline) {
    train(pipeline, trials(1, ONE_DIVERGES), "").check(0.5);
    // Two epochs of twelve rows; the first batch of the other trial is its last.
    assertThat(progress(pipeline)).containsExactly("done", 24L, "total", 24L);
  }

  @Test
  void expand_trialsAreFinished_noRowsAreExpectedOfThem() {
    String directory = folder.resolve("known").toString();
    runWithOneFailure(directory);
    TestPipeline second = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    TrialResults unused = train(second, trials(2, Map.of()), directory);
    assertThat(progress(second)).isEmpty();
  }

  private static Map<String, Long> progress(TestPipeline pipeline) {
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    Map<String, Long> counts = new TreeMap<>();
    for (MetricResult<Long> counter :
        result.metrics().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      if (counter.getName().getNamespace().equals(Progress.NAMESPACE)) {
        counts.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
      }
    }
    return counts;
  }

  /** A run that fails as a whole after one of its trials is done. */
  private static void runWithOneFailure(String directory) {
    TestPipeline first = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    train(first, trials(2, ONE_DIVERGES), directory).check(0);
    assertThrows(Exception.class, () -> first.run().waitUntilFinish());
  }
}
