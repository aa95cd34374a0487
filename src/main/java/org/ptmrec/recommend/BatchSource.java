package org.ptmrec.recommend;

import java.util.Arrays;
import java.util.function.Consumer;
import org.ptmrec.tensor.RandomStream;

/**
 * One epoch: every training row once in shuffled order, the last batch shorter, a negative for
 * each.
 */
public final class BatchSource {
  private final TrainingData data;
  private final NegativeSampler sampler;
  private final int batchSize;
  private final int[] order;

  public BatchSource(TrainingData data, int batchSize) {
    this.data = data;
    this.sampler = new NegativeSampler(data);
    this.batchSize = batchSize;
    this.order = new int[data.rows()];
  }

  public int batches() {
    return (order.length + batchSize - 1) / batchSize;
  }

  /**
   * The order starts anew from the random stream, so a checkpoint need not hold it.
   *
   * @throws TrainingInterruptedException before a step, if the thread is interrupted
   */
  public void epoch(RandomStream random, Consumer<Batch> step) {
    Arrays.setAll(order, row -> row);
    random.shuffle(order);
    // All at once: between steps, the lists of the users would have to be fetched again each time.
    int[] negativeOf = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      negativeOf[i] = sampler.sample(data.userOf(order[i]), random);
    }
    for (int from = 0; from < order.length; from += batchSize) {
      int size = Math.min(batchSize, order.length - from);
      int[] users = new int[size];
      int[] positives = new int[size];
      int[] negatives = new int[size];
      for (int i = 0; i < size; i++) {
        users[i] = data.userOf(order[from + i]);
        positives[i] = data.itemOf(order[from + i]);
        negatives[i] = negativeOf[from + i];
      }
      TrainingInterruptedException.check();
      step.accept(new Batch(users, positives, negatives));
    }
  }
}
