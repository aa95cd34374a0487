package org.ptmrec.transform;

import org.ptmrec.recommend.TrainingData;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TransferTraining;

/**
 * What a trial has to do: rows to train, and in stage two embeddings to make of all items, which
 * for a large catalogue takes as long.
 *
 * @param before items of the work before the first epoch
 * @param perEpoch items of the work of an epoch
 */
record TrialWork(int epochs, long before, long perEpoch) {

  static TrialWork ofTraining(TrainingSpec spec, TrainingData data) {
    return new TrialWork(spec.epochs(), 0, data.rows());
  }

  /** Of a tuning in rounds, the rows only: which worker makes embeddings is not known before. */
  static TrialWork ofTuning(TransferSpec spec, TrainingData data) {
    long embeddings = spec.rounds().isSpread() ? 0 : TransferTraining.embeddings(data);
    return new TrialWork(spec.training().epochs(), embeddings, data.rows() + embeddings);
  }

  long total() {
    return upTo(epochs);
  }

  /** What is done once so many epochs are. */
  long upTo(int epochs) {
    return before + epochs * perEpoch;
  }
}
