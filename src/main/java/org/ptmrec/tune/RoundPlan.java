package org.ptmrec.tune;

import java.util.Arrays;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.RandomStream;

/** How an epoch is cut into the workers' shards, and these into rounds. */
final class RoundPlan {
  private final int rows;
  private final int workers;
  private final int batch;
  private final int roundBatches;

  /**
   * @param rows training interactions
   * @throws UserErrorException if there are more workers than rows
   */
  RoundPlan(int rows, TransferSpec spec) {
    this.rows = rows;
    workers = spec.rounds().workers();
    batch = spec.training().batch();
    if (workers > rows) {
      throw new UserErrorException(
          "workers: %d cannot share %d training interactions; give at most as many"
              .formatted(workers, rows));
    }
    int steps = spec.rounds().steps();
    int whole = batches(0);
    // Gradients are never carried from one round into the next.
    roundBatches = steps == 0 ? whole : (int) Math.min(whole, (long) steps * spec.accumulate());
  }

  int workers() {
    return workers;
  }

  /** Of all workers in an epoch. */
  int rows() {
    return rows;
  }

  /** Of a worker in an epoch; they differ by 1 at most. */
  int rows(int worker) {
    return rows / workers + (worker < rows % workers ? 1 : 0);
  }

  /** Of a worker in an epoch; they differ by 1 at most. */
  int batches(int worker) {
    return (rows(worker) + batch - 1) / batch;
  }

  /** In an epoch, at least 1. */
  int rounds() {
    return (batches(0) + roundBatches - 1) / roundBatches;
  }

  boolean endsEpoch(int roundOfEpoch) {
    return roundOfEpoch == rounds() - 1;
  }

  /** The first of a worker's batches in a round, from 0 within the epoch. */
  int first(int roundOfEpoch, int worker) {
    return Math.min(batches(worker), roundOfEpoch * roundBatches);
  }

  /** The one after a worker's last batch in a round. */
  int end(int roundOfEpoch, int worker) {
    return first(roundOfEpoch + 1, worker);
  }

  /** How many training interactions a worker has in a round. */
  int rows(int roundOfEpoch, int worker) {
    return Math.min(rows(worker), end(roundOfEpoch, worker) * batch)
        - Math.min(rows(worker), first(roundOfEpoch, worker) * batch);
  }

  /**
   * The numbers of a worker's training interactions, ascending. Each belongs to one worker.
   *
   * @param random the same for all workers, anew in every epoch
   */
  int[] shard(int worker, RandomStream random) {
    int[] order = new int[rows];
    Arrays.setAll(order, row -> row);
    if (workers == 1) {
      return order;
    }
    random.shuffle(order);
    int[] shard = new int[rows(worker)];
    Arrays.setAll(shard, i -> order[worker + i * workers]);
    Arrays.sort(shard);
    return shard;
  }
}
