package org.ptmrec.recommend;

import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Trial;

/** A loss that is not a number: the trial ends, what it saved before stays. */
public final class TrainingDivergedException extends UserErrorException {
  private static final long serialVersionUID = 1;

  private final String where;

  /**
   * @param batch from 0 within its epoch
   */
  public TrainingDivergedException(int batch) {
    this("batch " + batch, "the loss is not a number in batch " + batch);
  }

  private TrainingDivergedException(String where, String message) {
    super(message);
    this.where = where;
  }

  /** What an epoch's last step has left is not a number. */
  static TrainingDivergedException afterTheLastBatch() {
    return new TrainingDivergedException(
        "after its last batch", "parameters are not numbers after an epoch's last batch");
  }

  /** With what tells a person where it happened, and what is kept. */
  public TrainingDivergedException inEpoch(Trial trial, int epoch, String checkpoint) {
    return new TrainingDivergedException(
        where,
        String.format(
            "%s (seed %d, tuning %s): the loss is not a number in epoch %d, %s;"
                + " lower the learning rate; %s",
            trial.getRecommender(), trial.getSeed(), trial.getTuning(), epoch, where, checkpoint));
  }
}
