package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.tensor.RandomStream;

class RoundPlanTest {
  private static RoundPlan plan(int rows, int workers, int batch, int accumulate, int steps) {
    return new RoundPlan(
        rows,
        TransferSpec.create()
            .withTraining(TrainingSpec.create().withBatch(batch))
            .withAccumulate(accumulate)
            .withRounds(RoundSpec.create().withWorkers(workers).withSteps(steps)));
  }

  @Property
  void shards_ofAllWorkers_areEveryRowOnce(
      @ForAll @IntRange(min = 1, max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 9) int workers,
      @ForAll long seed) {
    RoundPlan plan = plan(Math.max(rows, workers), workers, 8, 2, 0);
    List<Integer> all = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int[] shard = plan.shard(worker, RandomStream.ofSeed(seed));
      assertThat(shard).hasLength(plan.rows(worker));
      assertThat(IntStream.of(shard).boxed().toList()).isInStrictOrder();
      IntStream.of(shard).forEach(all::add);
    }
    assertThat(all).containsExactlyElementsIn(IntStream.range(0, plan.rows()).boxed().toList());
  }

  @Property
  void rounds_ofAnEpoch_haveEveryBatchOnceAndEndWithAnOptimizersStep(
      @ForAll @IntRange(min = 1, max = 500) int rows,
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @IntRange(min = 1, max = 4) int accumulate,
      @ForAll @IntRange(min = 0, max = 5) int steps) {
    RoundPlan plan = plan(Math.max(rows, workers), workers, batch, accumulate, steps);
    int all = 0;
    for (int worker = 0; worker < workers; worker++) {
      assertThat(plan.first(0, worker)).isEqualTo(0);
      for (int round = 0; round < plan.rounds(); round++) {
        int end = plan.end(round, worker);
        all += plan.rows(round, worker);
        if (plan.endsEpoch(round)) {
          assertThat(end).isEqualTo(plan.batches(worker));
        } else {
          assertThat(end).isEqualTo(plan.first(round + 1, worker));
          assertThat(end % accumulate == 0 || end == plan.batches(worker)).isTrue();
        }
      }
      assertThat(plan.batches(0) - plan.batches(worker)).isIn(List.of(0, 1));
    }
    assertThat(all).isEqualTo(plan.rows());
  }

  @Test
  void rounds_withoutSteps_areOneAnEpoch() {
    assertThat(plan(100, 2, 8, 2, 0).rounds()).isEqualTo(1);
    assertThat(plan(100, 2, 8, 2, 1).rounds()).isEqualTo(4); // 7 batches each, 2 a round
  }

  @Test
  void shard_ofAnotherEpoch_isAnotherOne() {
    RoundPlan plan = plan(100, 2, 8, 2, 0);
    assertThat(plan.shard(0, RandomStream.ofSeed(1)))
        .isNotEqualTo(plan.shard(0, RandomStream.ofSeed(2)));
  }

  @Test
  void create_moreWorkersThanRows_isRefused() {
    assertThat(assertThrows(UserErrorException.class, () -> plan(3, 4, 8, 2, 0)))
        .hasMessageThat()
        .isEqualTo("workers: 4 cannot share 3 training interactions; give at most as many");
  }
}
