package org.ptmrec.recommend;

import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Trial;

/** A loss that is not a number: the trial ends, what it saved before stays. */
public final class TrainingDivergedException extends UserErrorException {
  private static final long serialVersionUID = 1;

  private final int batch;

  /**
   * @param batch from 0 within its epoch
   */
  public TrainingDivergedException(int batch) {
    this(batch, "the loss is not a number in batch " + batch);
  }

  private TrainingDivergedException(int batch, String message) {
    super(message);
    this.batch = batch;
  }

  /** With what tells a person where it happened, and what is kept. */
  public TrainingDivergedException inEpoch(Trial trial, int epoch, String checkpoint) {
    return new TrainingDivergedException(
        batch,
        String.format(
            "%s (seed %d, tuning %s): the loss is not a number in epoch %d, batch %d;"
                + " lower the learning rate; %s",
            trial.getRecommender(), trial.getSeed(), trial.getTuning(), epoch, batch, checkpoint));
  }
}
