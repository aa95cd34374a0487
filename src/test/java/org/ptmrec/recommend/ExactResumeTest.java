package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ptmrec.schema.EpochRecord;

/** A run that was interrupted and run again ends with the bits of one that was not. */
class ExactResumeTest {
  private static final int EPOCHS = 7;

  /** A recommender with settings that make it draw random numbers where it can. */
  record Variant(String recommender, Map<String, Double> changed) {}

  static List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    Recommenders.names().forEach(name -> variants.add(new Variant(name, Map.of())));
    variants.add(new Variant("BUIR", Map.of("layers", 2.0)));
    variants.add(new Variant("SMORE", Map.of("dropout", 0.3)));
    return variants;
  }

  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest
  @MethodSource("variants")
  void run_afterInterruption_endsAsIfUninterrupted(Variant variant) {
    TinyTraining training = training(variant);
    TinyTraining.Result straight = training.run(EPOCHS, 1, CheckpointStore.NONE, epoch -> {});

    TinyTraining.MemoryCheckpoints checkpoints = new TinyTraining.MemoryCheckpoints();
    assertThrows(
        Interruption.class,
        () ->
            training.run(
                EPOCHS,
                2,
                checkpoints,
                epoch -> {
                  if (epoch == 4) { // the checkpoint after epoch 3 is the last
                    throw new Interruption();
                  }
                }));
    List<Integer> resumed = new ArrayList<>();
    TinyTraining.Result again = training.run(EPOCHS, 2, checkpoints, resumed::add);

    assertThat(resumed).containsExactly(4, 5, 6).inOrder();
    assertEqualBits(again, straight);
  }

  @Test
  void run_fromEpochToEpoch_changesTheLoss() {
    // Otherwise the test above would hold for training that does nothing.
    TinyTraining training = training(new Variant("BPR", Map.of()));
    TinyTraining.Result one = training.run(1, 1, CheckpointStore.NONE, epoch -> {});
    TinyTraining.Result other = training.run(2, 1, CheckpointStore.NONE, epoch -> {});

    assertThat(one.history().get(0).getLoss()).isEqualTo(other.history().get(0).getLoss());
    assertThat(other.history().get(1).getLoss()).isNotEqualTo(other.history().get(0).getLoss());
  }

  private static TinyTraining training(Variant variant) {
    return new TinyTraining(
        variant.recommender(),
        variant.changed(),
        TrainingData.of(TinyTraining.interactions()),
        TinyTraining.embeddings(TinyTraining.ITEMS));
  }

  private static void assertEqualBits(TinyTraining.Result actual, TinyTraining.Result expected) {
    assertThat(actual.state().keySet()).isEqualTo(expected.state().keySet());
    actual
        .state()
        .forEach(
            (name, values) ->
                assertWithMessage(name).that(values).isEqualTo(expected.state().get(name)));
    List<EpochRecord> history = actual.history();
    assertThat(history).containsExactlyElementsIn(expected.history()).inOrder();
    assertThat(actual.last().users().toFloats()).isEqualTo(expected.last().users().toFloats());
    assertThat(actual.last().items().toFloats()).isEqualTo(expected.last().items().toFloats());
  }
}
