package org.ptmrec.recommend;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that has to let go of its thread does not wait for the end of the training. */
class InterruptedTrainingTest {
  @AfterEach
  void forget() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void run_threadInterrupted_endsBeforeTheNextStepAndKeepsTheCheckpoint() {
    TinyTraining training =
        new TinyTraining(
            "BPR",
            Map.of(),
            TrainingData.of(TinyTraining.interactions()),
            TinyTraining.embeddings(TinyTraining.ITEMS));
    TinyTraining.MemoryCheckpoints checkpoints = new TinyTraining.MemoryCheckpoints();
    List<Integer> finished = new ArrayList<>();

    assertThrows(
        TrainingInterruptedException.class,
        () ->
            training.run(
                5,
                1,
                checkpoints,
                epoch -> {
                  finished.add(epoch);
                  if (epoch == 1) {
                    Thread.currentThread().interrupt();
                  }
                }));

    assertThat(finished).containsExactly(0, 1).inOrder();
    assertThat(checkpoints.load().orElseThrow().getEpoch()).isEqualTo(2);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
