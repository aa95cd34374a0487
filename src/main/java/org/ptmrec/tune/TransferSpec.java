package org.ptmrec.tune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.loss.KnowledgeTransferLoss;
import org.ptmrec.recommend.TrainingSpec;

/** How stage two tunes encoder and recommender together (paper §2.3, §2.4, §3.1.2). */
@AutoValue
public abstract class TransferSpec implements Serializable {

  /** Epochs, micro-batch, learning rate, patience. */
  public abstract TrainingSpec training();

  /** Micro-batches whose gradients are added up before the optimiser moves. */
  public abstract int accumulate();

  /** Weight of the knowledge-transfer loss beside the recommender's own. */
  public abstract double ktWeight();

  /** Divides the dot products of Eqs. 11 and 12. */
  public abstract double temperature();

  /** Divides the divergence by the square of the batch and not by the batch. */
  public abstract boolean meanOverPairs();

  /** Stops the gradient into the users' embeddings in Eq. 12. */
  public abstract boolean detachUser();

  /** Encodes the sampled items live as well. */
  public abstract boolean encodeNegatives();

  /** The multiple of the learning rate at which the recommender moves. */
  public abstract double recommenderRate();

  /** The multiple of the learning rate at which the alignment layers of Eq. 12 move. */
  public abstract double alignmentRate();

  /** Epochs in which the alignment layers alone are fitted, before anything else moves. */
  public abstract int alignmentEpochs();

  /** Builds graphs of similar items anew from the tuned embeddings after every epoch. */
  public abstract boolean rebuildGraphs();

  /** Items encoded at once when all embeddings are refreshed after an epoch. */
  public abstract int encodeBatch();

  /**
   * Keeps of an encoder's layer only its input, and computes the rest once more on the way back.
   */
  public abstract boolean recompute();

  /** Over how many workers a trial is spread, and how these come together. */
  public abstract RoundSpec rounds();

  /** 128 rows × 12, weight 1, temperature 1, mean over users, one learning rate for all. */
  public static TransferSpec create() {
    return new AutoValue_TransferSpec.Builder()
        .setTraining(TrainingSpec.create().withBatch(128).withCheckpointEvery(1))
        .setAccumulate(12)
        .setKtWeight(1)
        .setTemperature(1)
        .setMeanOverPairs(false)
        .setDetachUser(false)
        .setEncodeNegatives(false)
        .setRecommenderRate(1)
        .setAlignmentRate(1)
        .setAlignmentEpochs(0)
        .setRebuildGraphs(false)
        .setEncodeBatch(32)
        .setRecompute(false)
        .setRounds(RoundSpec.create())
        .build();
  }

  KnowledgeTransferLoss loss() {
    return new KnowledgeTransferLoss(temperature(), meanOverPairs(), detachUser());
  }

  abstract Builder toBuilder();

  public TransferSpec withTraining(TrainingSpec training) {
    return toBuilder().setTraining(training).build();
  }

  public TransferSpec withAccumulate(int accumulate) {
    checkArgument(accumulate >= 1, "accumulate %s, at least 1 is needed", accumulate);
    return toBuilder().setAccumulate(accumulate).build();
  }

  public TransferSpec withKtWeight(double ktWeight) {
    checkArgument(ktWeight >= 0, "ktWeight %s, at least 0 is needed", ktWeight);
    return toBuilder().setKtWeight(ktWeight).build();
  }

  public TransferSpec withTemperature(double temperature) {
    checkArgument(temperature > 0, "temperature %s, more than 0 is needed", temperature);
    return toBuilder().setTemperature(temperature).build();
  }

  public TransferSpec withMeanOverPairs(boolean meanOverPairs) {
    return toBuilder().setMeanOverPairs(meanOverPairs).build();
  }

  public TransferSpec withDetachUser(boolean detachUser) {
    return toBuilder().setDetachUser(detachUser).build();
  }

  public TransferSpec withEncodeNegatives(boolean encodeNegatives) {
    return toBuilder().setEncodeNegatives(encodeNegatives).build();
  }

  public TransferSpec withRecommenderRate(double factor) {
    checkArgument(factor >= 0, "recommenderRate %s, at least 0 is needed", factor);
    return toBuilder().setRecommenderRate(factor).build();
  }

  public TransferSpec withAlignmentRate(double factor) {
    checkArgument(factor >= 0, "alignmentRate %s, at least 0 is needed", factor);
    return toBuilder().setAlignmentRate(factor).build();
  }

  public TransferSpec withAlignmentEpochs(int epochs) {
    checkArgument(epochs >= 0, "alignmentEpochs %s, at least 0 is needed", epochs);
    return toBuilder().setAlignmentEpochs(epochs).build();
  }

  public TransferSpec withRebuildGraphs(boolean rebuildGraphs) {
    return toBuilder().setRebuildGraphs(rebuildGraphs).build();
  }

  public TransferSpec withEncodeBatch(int encodeBatch) {
    checkArgument(encodeBatch >= 1, "encodeBatch %s, at least 1 is needed", encodeBatch);
    return toBuilder().setEncodeBatch(encodeBatch).build();
  }

  public TransferSpec withRecompute(boolean recompute) {
    return toBuilder().setRecompute(recompute).build();
  }

  public TransferSpec withRounds(RoundSpec rounds) {
    return toBuilder().setRounds(rounds).build();
  }

  /** The names that {@link #with} knows. */
  public static final ImmutableList<String> HYPERPARAMETERS =
      ImmutableList.of(
          "ktWeight",
          "temperature",
          "learningRate",
          "recommenderRate",
          "alignmentRate",
          "outerRate",
          "outerMomentum");

  /** Sets a number by name: what a grid tries. */
  public TransferSpec with(String hyperparameter, double value) {
    return switch (hyperparameter) {
      case "ktWeight" -> withKtWeight(value);
      case "temperature" -> withTemperature(value);
      case "learningRate" -> withTraining(training().withLearningRate(value));
      case "recommenderRate" -> withRecommenderRate(value);
      case "alignmentRate" -> withAlignmentRate(value);
      case "outerRate" -> withRounds(rounds().withOuterRate(value));
      case "outerMomentum" -> withRounds(rounds().withOuterMomentum(value));
      default ->
          throw new UserErrorException(
              "stage two has no hyper-parameter '"
                  + hyperparameter
                  + "'; it has "
                  + String.join(", ", HYPERPARAMETERS));
    };
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setTraining(TrainingSpec training);

    abstract Builder setAccumulate(int accumulate);

    abstract Builder setKtWeight(double ktWeight);

    abstract Builder setTemperature(double temperature);

    abstract Builder setMeanOverPairs(boolean meanOverPairs);

    abstract Builder setDetachUser(boolean detachUser);

    abstract Builder setEncodeNegatives(boolean encodeNegatives);

    abstract Builder setRecommenderRate(double factor);

    abstract Builder setAlignmentRate(double factor);

    abstract Builder setAlignmentEpochs(int epochs);

    abstract Builder setRebuildGraphs(boolean rebuildGraphs);

    abstract Builder setEncodeBatch(int encodeBatch);

    abstract Builder setRecompute(boolean recompute);

    abstract Builder setRounds(RoundSpec rounds);

    abstract TransferSpec build();
  }
}
