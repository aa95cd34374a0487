package org.ptmrec.recommend;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ptmrec.tensor.RandomStream;

/**
 * One epoch: every training row once in shuffled order, the last batch shorter, a negative for
 * each.
 */
public final class BatchSource {
  private final TrainingData data;
  private final NegativeSampler sampler;
  private final int batchSize;

  public BatchSource(TrainingData data, int batchSize) {
    this.data = data;
    this.sampler = new NegativeSampler(data);
    this.batchSize = batchSize;
  }

  /**
   * The order starts anew from the random stream, so a checkpoint need not hold it.
   *
   * @throws TrainingInterruptedException before a step, if the thread is interrupted
   */
  public void epoch(RandomStream random, Consumer<Batch> step) {
    Pass pass = pass(random);
    pass.run(0, pass.batches(), step);
  }

  /** A pass over all rows, to be run in parts. */
  public Pass pass(RandomStream random) {
    return pass(IntStream.range(0, data.rows()).toArray(), random);
  }

  /**
   * A pass over some rows, which draws all its random numbers here.
   *
   * @param rows in an order that does not depend on chance; shuffled in place
   */
  public Pass pass(int[] rows, RandomStream random) {
    random.shuffle(rows);
    // All at once: between steps, the lists of the users would have to be fetched again each time.
    int[] negatives = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      negatives[i] = sampler.sample(data.userOf(rows[i]), random);
    }
    return new Pass(rows, negatives);
  }

  /** Rows in the order in which they are trained on, with their negatives. */
  public final class Pass {
    private final int[] order;
    private final int[] negativeOf;

    private Pass(int[] order, int[] negativeOf) {
      this.order = order;
      this.negativeOf = negativeOf;
    }

    public int batches() {
      return (order.length + batchSize - 1) / batchSize;
    }

    /**
     * The batches from {@code first} to before {@code end}.
     *
     * @throws TrainingInterruptedException before a step, if the thread is interrupted
     */
    public void run(int first, int end, Consumer<Batch> step) {
      for (int batch = first; batch < end; batch++) {
        TrainingInterruptedException.check();
        step.accept(batch(batch * batchSize));
      }
    }

    private Batch batch(int from) {
      int size = Math.min(batchSize, order.length - from);
      int[] users = new int[size];
      int[] positives = new int[size];
      int[] negatives = new int[size];
      for (int i = 0; i < size; i++) {
        users[i] = data.userOf(order[from + i]);
        positives[i] = data.itemOf(order[from + i]);
        negatives[i] = negativeOf[from + i];
      }
      return new Batch(users, positives, negatives);
    }
  }
}
