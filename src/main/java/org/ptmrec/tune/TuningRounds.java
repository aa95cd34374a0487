package org.ptmrec.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.recommend.Training;
import org.ptmrec.recommend.TrainingDivergedException;
import org.ptmrec.recommend.TrainingLoop;
import org.ptmrec.schema.ChangedRows;
import org.ptmrec.schema.OuterState;
import org.ptmrec.schema.RoundStart;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.WorkerChanges;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trial's tuning as rounds that any processes may do, in any order that respects them: {@link
 * #begin} once, then {@link #work} of every worker and {@link #average}, again and again until it
 * {@link #isOver}. Each of these does nothing if it has been done already, and the result depends
 * on the number of workers, but not on who did what, nor on what was interrupted.
 *
 * <p>The round that ends an epoch validates; see {@link RoundEpochs}.
 */
public final class TuningRounds {
  private static final Logger LOG = LoggerFactory.getLogger(TuningRounds.class);

  private final Trial trial;
  private final TransferSpec spec;
  private final RoundPlan plan;
  private final RoundEpochs epochs;
  private final TrainingLoop.LearningRate schedule;
  private final RoundExchange exchange;

  /** The one read last: it is asked for again and again. */
  private @Nullable RoundStart known;

  /**
   * @param rows training interactions
   * @param records of this trial, and no other
   * @throws org.ptmrec.artifact.UserErrorException if there are more workers than rows
   */
  public TuningRounds(
      Trial trial,
      TransferSpec spec,
      int rows,
      TrainingLoop.LearningRate schedule,
      RoundRecords records) {
    this.trial = trial;
    this.spec = spec;
    this.plan = new RoundPlan(rows, spec);
    this.epochs = new RoundEpochs(spec.training());
    this.schedule = schedule;
    this.exchange = new RoundExchange(records);
  }

  public boolean hasBegun() {
    return exchange.round().isPresent();
  }

  /**
   * Writes down where the first round starts.
   *
   * @param replica as stage one and the initialisers have left it
   * @param random of the training
   * @param startingFromItsState whether that state counts as epoch −1
   */
  public void begin(TuningReplica replica, RandomStream random, boolean startingFromItsState) {
    if (hasBegun()) {
      return;
    }
    OuterState outer = RoundEpochs.none(trial);
    if (startingFromItsState) {
      epochs.record(outer, replica, -1, new Training.Losses(0, 0));
    }
    replica.training().align(random);
    exchange.begin(
        outer,
        RoundStart.newBuilder()
            .setTrial(trial)
            .setRound(0)
            .setEpoch(0)
            .setRoundOfEpoch(0)
            .setParameters(replica.parameters())
            .setEpochTuning(List.of())
            .setOver(false)
            .setRandomState(TuningWorker.state(random))
            .build());
  }

  /** Of the round that is going on. */
  private RoundStart start() {
    int round = exchange.round().orElseThrow(() -> new IllegalStateException("no round has begun"));
    RoundStart start = known;
    if (start == null || start.getRound() != round) {
      start = exchange.start(round);
      known = start;
    }
    return start;
  }

  /** Whether no round is left. */
  public boolean isOver() {
    return start().getOver();
  }

  /** Whether a worker has done its part of the round that is going on. */
  public boolean isDone(int worker) {
    return exchange.hasChanges(start().getRound(), worker);
  }

  /** How many training interactions a worker has in the round that is going on. */
  public int rows(int worker) {
    return plan.rows(start().getRoundOfEpoch(), worker);
  }

  /** How many are left at most, for all workers. */
  public long rowsLeft() {
    RoundStart start = start();
    long left = (long) (spec.training().epochs() - start.getEpoch()) * plan.rows();
    for (int round = 0; round < start.getRoundOfEpoch(); round++) {
      for (int worker = 0; worker < plan.workers(); worker++) {
        left -= plan.rows(round, worker);
      }
    }
    return left;
  }

  /**
   * A worker's part of the round that is going on.
   *
   * @param rowsDone told of every batch's rows when it is done
   * @throws TrainingDivergedException if a loss is not a number; the replica is of no use then
   */
  public void work(int worker, TuningReplica replica, IntConsumer rowsDone) {
    long began = System.nanoTime();
    RoundStart start = start();
    int round = start.getRound();
    if (exchange.hasChanges(round, worker)) {
      return;
    }
    replica.begin(start);
    TuningWorker state =
        replica.worker(worker, round - 1).orElseGet(() -> worker(worker, start, replica));
    try {
      state.run(start, schedule.at(start.getEpoch()), rowsDone);
    } catch (TrainingDivergedException e) {
      throw e.inEpoch(trial, start.getEpoch(), "its rounds so far are in " + exchange.location());
    }
    List<ChangedRows> changes = changes(start, replica);
    exchange.save(
        state.toRecord(start),
        WorkerChanges.newBuilder()
            .setTrial(trial)
            .setRound(round)
            .setWorker(worker)
            .setChanges(changes)
            .setLoss(state.sums().total())
            .setTransferLoss(state.sums().transfer())
            .setBatches(state.sums().batches())
            .setSeconds((System.nanoTime() - began) / 1e9)
            .build());
    replica.keep(state);
  }

  private TuningWorker worker(int worker, RoundStart start, TuningReplica replica) {
    TransferTraining training = replica.training();
    double learningRate = spec.training().learningRate();
    if (start.getRound() == 0) {
      return TuningWorker.create(
          worker, plan, training, learningRate, TuningWorker.stream(start.getRandomState()));
    }
    LOG.info(
        "{}, seed {}: worker {} goes on after {} rounds, from {}",
        trial.getRecommender(),
        trial.getSeed(),
        worker,
        start.getRound(),
        exchange.location());
    return TuningWorker.restore(
        exchange.state(start.getRound() - 1, worker), plan, training, learningRate);
  }

  private static List<ChangedRows> changes(RoundStart start, TuningReplica replica) {
    List<ChangedRows> changes = new ArrayList<>();
    List<Parameter> trained = replica.training().trained();
    for (int i = 0; i < trained.size(); i++) {
      Parameter parameter = trained.get(i);
      float[] before = TensorRecords.values(start.getParameters().get(i));
      changes.add(
          RowChanges.between(
                  parameter.name(), parameter.value().cols(), before, parameter.value().toFloats())
              .toRecord());
    }
    return changes;
  }

  /**
   * Ends the round that is going on, if all workers have done their part, and begins the next.
   *
   * @return whether they had
   */
  public boolean average(TuningReplica replica) {
    long began = System.nanoTime();
    RoundStart start = start();
    int round = start.getRound();
    List<WorkerChanges> sent = exchange.changes(round, plan.workers()).orElse(List.of());
    if (sent.isEmpty()) {
      return false;
    }
    OuterState outer = exchange.outer(round);
    RoundStart.Builder builder =
        RoundStart.newBuilder()
            .setTrial(trial)
            .setRound(round + 1)
            .setParameters(step(start, outer, sent))
            .setOver(false)
            .setRandomState(start.getRandomState());
    RoundStart next;
    if (plan.endsEpoch(start.getRoundOfEpoch())) {
      next =
          builder
              .setEpoch(start.getEpoch() + 1)
              .setRoundOfEpoch(0)
              .setEpochTuning(List.of())
              .build();
      replica.begin(next);
      LossSums losses =
          sent.stream()
              .map(w -> new LossSums(w.getLoss(), w.getTransferLoss(), w.getBatches()))
              .reduce(LossSums.NONE, LossSums::plus);
      epochs.record(outer, replica, start.getEpoch(), losses.mean());
      next.setOver(epochs.areOver(outer, next.getEpoch()));
    } else {
      next =
          builder
              .setEpoch(start.getEpoch())
              .setRoundOfEpoch(start.getRoundOfEpoch() + 1)
              .setEpochTuning(epochTuning(start, replica))
              .build();
    }
    double slowest = sent.stream().mapToDouble(WorkerChanges::getSeconds).max().orElse(0);
    outer.setRound(round + 1);
    outer.setSeconds(outer.getSeconds() + slowest + (System.nanoTime() - began) / 1e9);
    exchange.begin(outer, next);
    return true;
  }

  /** The outer optimiser's step; the velocity in {@code outer} becomes the new one. */
  private List<Tensor> step(RoundStart start, OuterState outer, List<WorkerChanges> sent) {
    OuterOptimizer optimizer =
        new OuterOptimizer(spec.rounds().outerRate(), spec.rounds().outerMomentum());
    List<Tensor> parameters = new ArrayList<>();
    List<Tensor> velocities = new ArrayList<>();
    for (int i = 0; i < start.getParameters().size(); i++) {
      int at = i;
      Tensor old = start.getParameters().get(i);
      int rows = old.getShape().get(0);
      int columns = old.getShape().get(1);
      float[] values = TensorRecords.values(old);
      float[] velocity =
          outer.getVelocity().isEmpty()
              ? new float[values.length]
              : TensorRecords.values(outer.getVelocity().get(i));
      optimizer.step(
          columns,
          values,
          velocity,
          sent.stream().map(worker -> RowChanges.of(worker.getChanges().get(at))).toList());
      parameters.add(TensorRecords.of(old.getName(), rows, columns, values, 0));
      velocities.add(TensorRecords.of(old.getName(), rows, columns, velocity, 0));
    }
    outer.setVelocity(velocities);
    return parameters;
  }

  private static List<Tensor> epochTuning(RoundStart start, TuningReplica replica) {
    if (start.getRoundOfEpoch() > 0) {
      return start.getEpochTuning();
    }
    List<String> names =
        replica.training().tuning().parameters().stream().map(Parameter::name).toList();
    return start.getParameters().stream().filter(t -> names.contains(t.getName())).toList();
  }

  /**
   * What the rounds have come to, once they are over.
   *
   * @param secondsPerEpoch of the slowest worker in each round, and of averaging and validating;
   *     waiting for workers to start is left out
   */
  public record Result(TrainingLoop.Outcome outcome, int epochs, double secondsPerEpoch) {}

  /** Brings the best epoch's state into a replica. */
  public Result finish(TuningReplica replica) {
    RoundStart last = start();
    if (!last.getOver()) {
      throw new IllegalStateException(trial + " is not over");
    }
    OuterState outer = exchange.outer(last.getRound());
    replica.show(outer.getBest().isEmpty() ? last.getParameters() : outer.getBest());
    int epochs = last.getEpoch();
    return new Result(
        new TrainingLoop.Outcome(outer.getBestEpoch(), outer.getHistory()),
        epochs,
        epochs == 0 ? 0 : outer.getSeconds() / epochs);
  }
}
