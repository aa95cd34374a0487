package org.ptmrec.recommend;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.RandomStream;

/** Makes recommenders of one kind; found as a service, so that a new kind is one file. */
public interface RecommenderFactory {

  /** As in the paper's tables, such as LightGCN. */
  String name();

  List<Hyperparameter> hyperparameters();

  /** Whether it reads the items' embeddings, and so can be tuned in stage two. */
  boolean usesFeatures();

  /** Whether stage one trains the tables of item embeddings along. */
  boolean trainsFeatures();

  /** The factor and span of the learning-rate decay lr·factor^(epoch/span); factor 1: constant. */
  default double[] learningRateDecay() {
    return new double[] {1, 50};
  }

  Recommender create(Context context);

  /**
   * What a recommender is made of.
   *
   * @param hyperparameters every one of {@link #hyperparameters}
   * @param embeddings null for a recommender that uses none
   * @param batchSize configured rows a batch, which some regularisers divide by
   */
  record Context(
      TrainingData data,
      Map<String, Double> hyperparameters,
      @Nullable ModalEmbeddings embeddings,
      int batchSize,
      RandomStream random) {

    public double get(String name) {
      Double value = hyperparameters.get(name);
      if (value == null) {
        throw new IllegalStateException("hyper-parameter " + name + " is not set");
      }
      return value;
    }

    public int getInt(String name) {
      return (int) get(name);
    }

    /** The items' embeddings. */
    public ModalEmbeddings items() {
      if (embeddings == null) {
        throw new UserErrorException(
            "this recommender reads the items' embeddings, and there are none; run the stage encode");
      }
      return embeddings;
    }
  }
}
