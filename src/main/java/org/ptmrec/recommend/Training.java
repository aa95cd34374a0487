package org.ptmrec.recommend;

import java.util.List;
import java.util.Map;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;

/** What {@link TrainingLoop} runs epoch by epoch: stage one's training or stage two's tuning. */
public interface Training {

  /** What the optimiser moves. */
  List<Parameter> trained();

  /**
   * Everything by name that the best epoch is restored from: trained parameters and other state.
   */
  Map<String, Matrix> state();

  /** One pass over the training interactions. */
  Losses epoch(RandomStream random, Adam optimizer);

  /** Metrics on the validation split under the present state. */
  Map<String, Double> validate();

  /** Called after the state was overwritten from a checkpoint or with the best epoch's. */
  default void stateRestored() {}

  /**
   * Means over an epoch's batches.
   *
   * @param transfer the knowledge-transfer loss, unweighted; 0 in stage one
   */
  record Losses(double total, double transfer) {}
}
