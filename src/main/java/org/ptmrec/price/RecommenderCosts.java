package org.ptmrec.price;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ptmrec.artifact.Part;
import org.ptmrec.bench.TrainBench;
import org.ptmrec.price.Precedents.TrialPrecedent;
import org.ptmrec.stage.TrainStage;
import org.ptmrec.transform.Trials;

/** What an epoch of each recommender's stage one takes: as earlier, or else measured now. */
final class RecommenderCosts {
  private final Precedents earlier;
  private final Machine machine;
  private final DatasetSize size;
  private final long rows;
  private final int batch;
  private final int width;
  private final Map<String, Cost> byName = new TreeMap<>();
  private final Map<String, TrainBench.Result> measured = new TreeMap<>();

  /**
   * @param rows that are trained on
   * @param batch of them a step
   * @param width of the embeddings
   */
  RecommenderCosts(
      Precedents earlier, Machine machine, DatasetSize size, long rows, int batch, int width) {
    this.earlier = earlier;
    this.machine = machine;
    this.size = size;
    this.rows = rows;
    this.batch = batch;
    this.width = width;
  }

  /**
   * Of one recommender.
   *
   * @param once seconds before the first epoch: graphs
   * @param epoch seconds, validation included
   * @param step seconds
   * @param validation seconds in which all users' items are ranked once; 0 if epoch is all there is
   * @param tensors bytes held at a time
   * @param saved bytes of a trained one
   */
  record Cost(
      double once,
      double epoch,
      double step,
      double validation,
      long tensors,
      long saved,
      String basis) {}

  Cost of(String recommender, Map<String, Double> hyperparameters) {
    return byName.computeIfAbsent(
        recommender,
        name ->
            earlier
                .trial(TrainStage.NAME, name, Trials.UNTUNED, size, batch)
                .map(this::scaled)
                .orElseGet(() -> measured(name, hyperparameters)));
  }

  private Cost scaled(TrialPrecedent trial) {
    DatasetSize then = trial.precedent().size();
    double rowsRatio = (double) size.interactions() / then.interactions();
    double tableRatio = (double) (size.users() + size.items()) / (then.users() + then.items());
    double epoch = trial.cost().getSecondsPerEpoch() * rowsRatio;
    Part trained =
        trial.precedent().manifest().partsOf(TrainStage.TRAINED.name()).stream()
            .filter(part -> part.records() > 0)
            .findFirst()
            .orElseThrow();
    return new Cost(
        0,
        epoch,
        epoch / steps(batch),
        0,
        Math.round(trial.cost().getTensorBytes() * tableRatio),
        Math.round((double) trained.size() / trained.records() * tableRatio),
        trial.precedent().when());
  }

  private Cost measured(String name, Map<String, Double> hyperparameters) {
    TrainBench.Result result = measure(name, hyperparameters);
    // The bench has steps of 2048 rows.
    double epoch = result.epochSeconds() * steps(batch) / result.steps();
    return new Cost(
        result.graphSeconds(),
        epoch + result.evaluateSeconds(),
        epoch / steps(batch),
        result.evaluateSeconds(),
        result.tensorBytes(),
        result.savedBytes(),
        "measured now");
  }

  private TrainBench.Result measure(String name, Map<String, Double> hyperparameters) {
    return measured.computeIfAbsent(
        name, key -> machine.train(key, hyperparameters, size, rows, Math.max(1, width)));
  }

  /** Seconds in which all users' items are ranked once, if that was measured. */
  Optional<Double> ranking() {
    return measured.values().stream().map(TrainBench.Result::evaluateSeconds).findFirst();
  }

  double steps(int rowsOfAStep) {
    return Math.ceil((double) rows / rowsOfAStep);
  }
}
