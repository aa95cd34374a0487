package org.ptmrec.recommend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.Checkpoint;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.RandomStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Epochs until the validation metric has stopped improving; leaves the training in the state of its
 * best epoch. Saves its whole state every few epochs: an interrupted loop that is run again ends
 * with the same bits as one that was not interrupted.
 */
public final class TrainingLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);
  private static final String BEST = "best/";

  /** Stage two's epochs may take most of an hour each: then every one of them is saved. */
  private static final Duration LONGEST_UNSAVED = Duration.ofMinutes(5);

  private final Trial trial;
  private final TrainingSpec spec;
  private final Training training;
  private final CheckpointStore checkpoints;
  private final TrainingListener listener;

  private final Adam optimizer;
  private final Map<String, Matrix> best = new LinkedHashMap<>();
  private final List<EpochRecord> history = new ArrayList<>();
  private RandomStream random;
  private EarlyStopping stopping;

  /**
   * @param learningRateDecay factor and span of lr·factor^(epoch/span)
   * @param listener told of every batch and epoch
   */
  public TrainingLoop(
      Trial trial,
      TrainingSpec spec,
      Training training,
      RandomStream random,
      CheckpointStore checkpoints,
      TrainingListener listener) {
    this.trial = trial;
    this.spec = spec;
    this.training = training;
    this.random = random;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.optimizer =
        new Adam(training.trained(), spec.learningRate()).scaling(training::learningRateFactor);
    this.stopping = new EarlyStopping(spec.patience(), spec.roundToFourDecimals(), -1, -1, 0);
  }

  /**
   * The outcome of a loop; the training holds the state of the best epoch.
   *
   * @param bestEpoch from 0, or −1 where the starting point was never improved upon
   */
  public record Outcome(int bestEpoch, List<EpochRecord> history) {}

  /**
   * Counts the state before the first epoch as epoch −1: for a stage two that must not end worse on
   * the validation split than it began.
   */
  public TrainingLoop startingFromItsState() {
    if (checkpoints.load().isEmpty()) {
      record(-1, new Training.Losses(0, 0));
    }
    return this;
  }

  /**
   * @throws TrainingDivergedException if a loss is not a number
   */
  public Outcome run(LearningRate schedule) {
    int epoch = checkpoints.load().map(this::restore).orElse(0);
    listener.resumed(epoch);
    long saved = System.nanoTime();
    for (; epoch < spec.epochs() && !stopping.isOver(); epoch++) {
      optimizer.setLearningRate(schedule.at(epoch));
      Training.Losses losses = epoch(epoch);
      record(epoch, losses);
      if ((epoch + 1) % spec.checkpointEvery() == 0
          || System.nanoTime() - saved > LONGEST_UNSAVED.toNanos()) {
        checkpoints.save(checkpoint(epoch + 1));
        saved = System.nanoTime();
      }
    }
    best.forEach((name, matrix) -> copy(matrix, present(training.state(), name)));
    training.stateRestored();
    return new Outcome(stopping.bestEpoch(), history);
  }

  /** The learning rate of each epoch, from 0. */
  public interface LearningRate {
    double at(int epoch);

    /** rate·factor^(epoch/span), smooth. */
    static LearningRate decaying(double rate, double factor, double span) {
      return epoch -> rate * Math.pow(factor, epoch / span);
    }
  }

  private Training.Losses epoch(int epoch) {
    try {
      return training.epoch(random, optimizer, listener::batchDone);
    } catch (TrainingDivergedException e) {
      throw e.inEpoch(trial, epoch, lastCheckpoint());
    }
  }

  private String lastCheckpoint() {
    return checkpoints
        .load()
        .map(saved -> "the last good checkpoint, of " + saved.getEpoch() + " epochs, is in ")
        .map(text -> text + checkpoints.location())
        .orElse("it had not come to a checkpoint");
  }

  private void record(int epoch, Training.Losses losses) {
    Map<String, Double> validation = validation(epoch);
    EpochRecord record =
        EpochRecord.newBuilder()
            .setEpoch(epoch)
            .setLoss(losses.total())
            .setTransferLoss(losses.transfer())
            .setValidation(validation)
            .build();
    history.add(record);
    if (stopping.improves(epoch, present(validation, spec.validation().get(0)))) {
      training
          .state()
          .forEach((name, matrix) -> copy(matrix, best.computeIfAbsent(name, n -> matrix.copy())));
    }
    listener.epochDone(record);
  }

  private Map<String, Double> validation(int epoch) {
    try {
      return training.validate();
    } catch (TrainingDivergedException e) {
      throw e.inEpoch(trial, epoch, lastCheckpoint());
    }
  }

  private static <T> T present(Map<String, T> map, String key) {
    T value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("no " + key + " among " + map.keySet());
    }
    return value;
  }

  private static void copy(Matrix from, Matrix to) {
    to.array().assign(from.array());
  }

  private Checkpoint checkpoint(int epochs) {
    List<Tensor> tensors = new ArrayList<>();
    training.state().forEach((name, matrix) -> tensors.add(TensorRecords.of(name, matrix)));
    optimizer.state().forEach((name, matrix) -> tensors.add(TensorRecords.of(name, matrix)));
    best.forEach((name, matrix) -> tensors.add(TensorRecords.of(BEST + name, matrix)));
    List<Long> state = new ArrayList<>();
    for (long word : random.state()) {
      state.add(word);
    }
    return Checkpoint.newBuilder()
        .setTrial(trial)
        .setEpoch(epochs)
        .setRandomState(state)
        .setOptimizerSteps(optimizer.steps())
        .setTensors(tensors)
        .setBestEpoch(stopping.bestEpoch())
        .setBestValue(stopping.best())
        .setEpochsWithoutImprovement(stopping.waited())
        .setHistory(List.copyOf(history))
        .build();
  }

  /** Returns how many epochs are already done. */
  private int restore(Checkpoint checkpoint) {
    Map<String, float[]> saved = new HashMap<>();
    checkpoint.getTensors().forEach(t -> saved.put(t.getName(), TensorRecords.values(t)));
    training
        .state()
        .forEach(
            (name, matrix) -> {
              matrix.set(present(saved, name));
              Matrix kept = best.computeIfAbsent(name, n -> matrix.copy());
              kept.set(present(saved, saved.containsKey(BEST + name) ? BEST + name : name));
            });
    optimizer.restore(saved, checkpoint.getOptimizerSteps());
    random =
        RandomStream.restore(
            checkpoint.getRandomState().stream().mapToLong(Long::longValue).toArray());
    stopping =
        new EarlyStopping(
            spec.patience(),
            spec.roundToFourDecimals(),
            checkpoint.getBestValue(),
            checkpoint.getBestEpoch(),
            checkpoint.getEpochsWithoutImprovement());
    history.addAll(checkpoint.getHistory());
    training.stateRestored();
    LOG.info(
        "{}, seed {}: goes on after {} epochs, from {}",
        trial.getRecommender(),
        trial.getSeed(),
        checkpoint.getEpoch(),
        checkpoints.location());
    return checkpoint.getEpoch();
  }
}
