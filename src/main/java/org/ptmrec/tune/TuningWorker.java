package org.ptmrec.tune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.recommend.BatchSource;
import org.ptmrec.schema.RoundStart;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.WorkerState;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.RandomStream;

/**
 * What a worker keeps for itself from round to round: its optimiser's moments, its random stream,
 * and where it is in its shard. Not thread-safe.
 */
final class TuningWorker {
  private final int number;
  private final RoundPlan plan;
  private final TransferTraining training;
  private final Adam optimizer;
  private RandomStream random;
  private long[] epochRandomState;
  private LossSums sums = LossSums.NONE;
  private BatchSource.@Nullable Pass pass;
  private int round = -1;

  private TuningWorker(
      int number,
      RoundPlan plan,
      TransferTraining training,
      double learningRate,
      RandomStream random) {
    this.number = number;
    this.plan = plan;
    this.training = training;
    this.optimizer =
        new Adam(training.trained(), learningRate).scaling(training::learningRateFactor);
    this.random = random;
    this.epochRandomState = random.state();
  }

  /** As it is before the first round. A single worker draws what the ordinary tuning draws. */
  static TuningWorker create(
      int number,
      RoundPlan plan,
      TransferTraining training,
      double learningRate,
      RandomStream shared) {
    RandomStream random = plan.workers() == 1 ? shared : shared.split("worker " + number);
    return new TuningWorker(number, plan, training, learningRate, random);
  }

  /** As it was when a round was done. */
  static TuningWorker restore(
      WorkerState saved, RoundPlan plan, TransferTraining training, double learningRate) {
    TuningWorker worker =
        new TuningWorker(
            saved.getWorker(), plan, training, learningRate, stream(saved.getRandomState()));
    Map<String, float[]> moments = new HashMap<>();
    saved.getMoments().forEach(t -> moments.put(t.getName(), TensorRecords.values(t)));
    worker.optimizer.restore(moments, saved.getOptimizerSteps());
    worker.epochRandomState = words(saved.getEpochRandomState());
    worker.sums = new LossSums(saved.getLoss(), saved.getTransferLoss(), saved.getBatches());
    worker.round = saved.getRound();
    return worker;
  }

  private static long[] words(List<Long> state) {
    return state.stream().mapToLong(Long::longValue).toArray();
  }

  static RandomStream stream(List<Long> state) {
    return RandomStream.restore(words(state));
  }

  static List<Long> state(RandomStream random) {
    return state(random.state());
  }

  private static List<Long> state(long[] words) {
    List<Long> state = new ArrayList<>();
    for (long word : words) {
      state.add(word);
    }
    return state;
  }

  int number() {
    return number;
  }

  boolean is(int worker, int lastRound) {
    return number == worker && round == lastRound;
  }

  /** Sums of the epoch so far. */
  LossSums sums() {
    return sums;
  }

  /**
   * The steps of a round.
   *
   * @param start whose parameters the training has already
   */
  void run(RoundStart start, double learningRate, IntConsumer rowsDone) {
    int roundOfEpoch = start.getRoundOfEpoch();
    if (roundOfEpoch == 0) {
      epochRandomState = random.state();
      sums = LossSums.NONE;
      pass = beginEpoch(start, random);
    }
    BatchSource.Pass current = pass;
    if (current == null) { // another process has begun it
      current = beginEpoch(start, RandomStream.restore(epochRandomState));
      pass = current;
    }
    optimizer.setLearningRate(learningRate);
    sums =
        training.steps(
            current,
            plan.first(roundOfEpoch, number),
            plan.end(roundOfEpoch, number),
            sums,
            random,
            optimizer,
            rowsDone);
    round = start.getRound();
  }

  private BatchSource.Pass beginEpoch(RoundStart start, RandomStream stream) {
    RandomStream shards = stream(start.getRandomState()).split("shards of " + start.getEpoch());
    return training.beginEpoch(plan.shard(number, shards), stream);
  }

  WorkerState toRecord(RoundStart start) {
    List<Tensor> moments = new ArrayList<>();
    optimizer.state().forEach((name, matrix) -> moments.add(TensorRecords.of(name, matrix)));
    return WorkerState.newBuilder()
        .setTrial(start.getTrial())
        .setRound(round)
        .setWorker(number)
        .setEpochRandomState(state(epochRandomState))
        .setRandomState(state(random))
        .setOptimizerSteps(optimizer.steps())
        .setMoments(moments)
        .setLoss(sums.total())
        .setTransferLoss(sums.transfer())
        .setBatches(sums.batches())
        .build();
  }
}
