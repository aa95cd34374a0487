package org.ptmrec.recommend;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;

/**
 * How long and how fast is trained, the same for all recommenders (paper §3.1.2); defaults as in
 * MMRec, Zhou 2023.
 */
@AutoValue
public abstract class TrainingSpec implements Serializable {

  /** At most so many passes over the training interactions. */
  public abstract int epochs();

  /** Rows a batch. */
  public abstract int batch();

  public abstract double learningRate();

  /** Evaluations without improvement that are tolerated. */
  public abstract int patience();

  /** The metric on the validation split that decides, first; others are recorded along. */
  public abstract List<String> validation();

  /** Whether the deciding metric is rounded to 4 decimals first, as MMRec does. */
  public abstract boolean roundToFourDecimals();

  /** A checkpoint every so many epochs. */
  public abstract int checkpointEvery();

  /** 1000 epochs of 2048 rows at 1e-3, patience 20 on recall@20. */
  public static TrainingSpec create() {
    return new AutoValue_TrainingSpec.Builder()
        .setEpochs(1000)
        .setBatch(2048)
        .setLearningRate(1e-3)
        .setPatience(20)
        .setValidation(List.of("recall@20", "ndcg@20"))
        .setRoundToFourDecimals(true)
        .setCheckpointEvery(10)
        .build();
  }

  abstract Builder toBuilder();

  public TrainingSpec withEpochs(int epochs) {
    return toBuilder().setEpochs(epochs).build();
  }

  public TrainingSpec withBatch(int batch) {
    return toBuilder().setBatch(batch).build();
  }

  public TrainingSpec withLearningRate(double learningRate) {
    return toBuilder().setLearningRate(learningRate).build();
  }

  public TrainingSpec withPatience(int patience) {
    return toBuilder().setPatience(patience).build();
  }

  public TrainingSpec withCheckpointEvery(int epochs) {
    return toBuilder().setCheckpointEvery(epochs).build();
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setEpochs(int epochs);

    abstract Builder setBatch(int batch);

    abstract Builder setLearningRate(double learningRate);

    abstract Builder setPatience(int patience);

    abstract Builder setValidation(List<String> validation);

    abstract Builder setRoundToFourDecimals(boolean round);

    abstract Builder setCheckpointEvery(int epochs);

    abstract TrainingSpec build();
  }
}
