package org.ptmrec.price;

import java.util.Map;
import org.ptmrec.bench.TrainBench;

/** What a machine computes in which time: measured, so ask for no more than is needed. */
public interface Machine {
  /** Of the matrix product, in 10^9 operations a second. */
  double gigaflops();

  /**
   * An epoch of stage one at this size.
   *
   * @param rows that are trained on
   * @param width of the image and of the text embeddings
   */
  TrainBench.Result train(
      String recommender,
      Map<String, Double> hyperparameters,
      DatasetSize size,
      long rows,
      int width);
}
