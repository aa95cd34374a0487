package org.ptmrec.price;

import java.util.Map;
import java.util.function.Consumer;
import org.ptmrec.bench.SyntheticData;
import org.ptmrec.bench.TrainBench;
import org.ptmrec.tensor.GemmRate;

/** The machine of this process: one large product, and steps on data of no meaning. */
public final class ThisMachine implements Machine {
  /** Enough to know a step, of which large catalogues have many an epoch. */
  private static final double SECONDS = 10;

  private final Consumer<String> progress;

  /**
   * @param progress told what is being measured
   */
  public ThisMachine(Consumer<String> progress) {
    this.progress = progress;
  }

  @Override
  public double gigaflops() {
    progress.accept("measuring the matrix product");
    return new GemmRate().gigaflops();
  }

  @Override
  public TrainBench.Result train(
      String recommender,
      Map<String, Double> hyperparameters,
      DatasetSize size,
      long rows,
      int width) {
    progress.accept("measuring steps of " + recommender);
    // Synthetic data is never dense; the price is by the step.
    long sparse = Math.max(size.users(), Math.min(rows, size.users() * size.items() / 4));
    SyntheticData data =
        new SyntheticData(
            Math.toIntExact(size.users()),
            Math.toIntExact(size.items()),
            Math.toIntExact(sparse),
            width);
    return new TrainBench(data, 1)
        .cuttingEpochsAfter(SECONDS)
        .measure(recommender, hyperparameters);
  }
}
