package org.ptmrec.recommend;

import org.ptmrec.schema.EpochRecord;

/** Is told how far a training is. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Called before the first epoch.
   *
   * @param epochs already done, where the training goes on from a checkpoint; otherwise 0
   */
  default void resumed(int epochs) {}

  /**
   * Called after every batch.
   *
   * @param rows training rows in it
   */
  default void batchDone(int rows) {}

  /** Called after every epoch, once it is validated; epoch −1 is stage two's starting point. */
  void epochDone(EpochRecord epoch);
}
