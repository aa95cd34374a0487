package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningRoundsTest {
  private static final RoundSpec TO_THE_MEAN = new RoundSpec(1, 0, 1, 0);

  @TempDir Path folder;

  /** FREEDOM draws a graph every epoch, LoRA dropout every step. */
  @ParameterizedTest
  @CsvSource({"VBPR,prompt,0", "VBPR,lora,1", "FREEDOM,prompt,3", "MGCN,adapter,1"})
  void rounds_ofOneWorkerToTheMean_areTheOrdinaryTuning(
      String recommender, String method, int steps) {
    TinyTuning tuning =
        new TinyTuning(
            recommender, method, TinyTuning.SPEC.withRounds(TO_THE_MEAN.withSteps(steps)));
    assertEqualBits(tuning.inRounds(), tuning.alone());
  }

  @ParameterizedTest
  @CsvSource({"VBPR,lora,1", "FREEDOM,prompt,2", "SMORE,adapter,0"})
  void rounds_everyPartInAProcessOfItsOwn_endAsIfInOne(
      String recommender, String method, int steps) {
    TinyTuning tuning = spread(recommender, method, steps);
    TinyTuning.Result expected = tuning.inRounds();

    RoundRecords records = new RoundFiles(folder.resolve("rounds").toString());
    run(tuning, replica -> tuning.begin(tuning.rounds(records), replica));
    while (!tuning.rounds(records).isOver()) {
      for (int worker : new int[] {1, 0, 0}) { // one is asked twice
        run(tuning, replica -> tuning.rounds(records).work(worker, replica, rows -> {}));
      }
      run(tuning, replica -> assertThat(tuning.rounds(records).average(replica)).isTrue());
    }
    List<TinyTuning.Result> actual = new ArrayList<>();
    run(
        tuning,
        replica ->
            actual.add(
                TinyTuning.Result.of(
                    replica.training(), tuning.rounds(records).finish(replica).outcome())));

    assertEqualBits(actual.get(0), expected);
  }

  @Test
  void rounds_ofTwoWorkers_areNotThoseOfOne() {
    // Otherwise the tests above would hold for rounds that do nothing.
    TinyTuning.Result two = spread("VBPR", "prompt", 1).inRounds();
    TinyTuning.Result one = new TinyTuning("VBPR", "prompt", TinyTuning.SPEC).alone();
    assertThat(two.history()).hasSize(one.history().size());
    assertThat(two.history().get(0)).isEqualTo(one.history().get(0)); // stage one's result
    assertThat(two.history().get(1).getLoss()).isNotEqualTo(one.history().get(1).getLoss());
  }

  @Test
  void average_beforeAllWorkersAreDone_doesNothing() {
    TinyTuning tuning = spread("VBPR", "prompt", 1);
    RoundRecords records = RoundRecords.inMemory();
    TuningRounds rounds = tuning.rounds(records);
    run(
        tuning,
        replica -> {
          tuning.begin(rounds, replica);
          rounds.work(1, replica, rows -> {});
          assertThat(rounds.average(replica)).isFalse();
          assertThat(rounds.isDone(1)).isTrue();
          assertThat(rounds.isDone(0)).isFalse();
          rounds.work(0, replica, rows -> {});
          assertThat(rounds.average(replica)).isTrue();
          assertThat(rounds.isDone(1)).isFalse(); // of the next round
        });
  }

  @Test
  void rowsLeft_fromRoundToRound_isWhatTheWorkersHaveNotDone() {
    TinyTuning tuning = spread("VBPR", "prompt", 1);
    TuningRounds rounds = tuning.rounds(RoundRecords.inMemory());
    run(
        tuning,
        replica -> {
          tuning.begin(rounds, replica);
          long left = rounds.rowsLeft();
          assertThat(left).isEqualTo(3 * 60);
          int[] done = new int[1];
          while (!rounds.isOver()) {
            rounds.work(0, replica, rows -> done[0] += rows);
            rounds.work(1, replica, rows -> done[0] += rows);
            assertThat(rounds.average(replica)).isTrue();
            assertThat(rounds.rowsLeft()).isEqualTo(left - done[0]);
          }
          assertThat(rounds.rowsLeft()).isEqualTo(0);
        });
  }

  @Test
  void rounds_whenTheyAreOver_haveLeftTheFilesOfTheLastOnes() throws Exception {
    TinyTuning tuning = spread("VBPR", "prompt", 1);
    TuningRounds rounds = tuning.rounds(new RoundFiles(folder.toString()));
    run(
        tuning,
        replica -> {
          tuning.begin(rounds, replica);
          while (!rounds.isOver()) {
            rounds.work(0, replica, rows -> {});
            rounds.work(1, replica, rows -> {});
            assertThat(rounds.average(replica)).isTrue();
          }
        });
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().substring(0, 12)).distinct())
          .containsExactly("round-000005", "round-000006");
    }
  }

  private static TinyTuning spread(String recommender, String method, int steps) {
    RoundSpec rounds = RoundSpec.create().withWorkers(2).withSteps(steps);
    return new TinyTuning(recommender, method, TinyTuning.SPEC.withRounds(rounds));
  }

  private interface Part {
    void run(TuningReplica replica);
  }

  private static void run(TinyTuning tuning, Part part) {
    try (TuningReplica replica = new TuningReplica(tuning.training())) {
      part.run(replica);
    }
  }

  private static void assertEqualBits(TinyTuning.Result actual, TinyTuning.Result expected) {
    assertThat(actual.history()).containsExactlyElementsIn(expected.history()).inOrder();
    assertThat(actual.bestEpoch()).isEqualTo(expected.bestEpoch());
    assertThat(actual.state().keySet()).isEqualTo(expected.state().keySet());
    expected
        .state()
        .forEach(
            (name, values) ->
                assertWithMessage(name).that(actual.state().get(name)).isEqualTo(values));
  }
}
