package org.ptmrec.tune;

import org.ptmrec.recommend.Training;

/**
 * Losses of batches, added up.
 *
 * @param transfer of the knowledge transfer alone
 */
record LossSums(double total, double transfer, int batches) {
  static final LossSums NONE = new LossSums(0, 0, 0);

  LossSums plus(LossSums more) {
    return new LossSums(total + more.total, transfer + more.transfer, batches + more.batches);
  }

  Training.Losses mean() {
    return new Training.Losses(total / batches, transfer / batches);
  }
}
