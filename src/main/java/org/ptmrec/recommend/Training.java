package org.ptmrec.recommend;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;

/** What {@link TrainingLoop} runs epoch by epoch: stage one's training or stage two's tuning. */
public interface Training {

  /** What the optimiser moves. */
  List<Parameter> trained();

  /** The multiple of the learning rate at which a trained parameter moves. */
  default double learningRateFactor(Parameter parameter) {
    return 1;
  }

  /**
   * Everything by name that the best epoch is restored from: trained parameters and other state.
   */
  Map<String, Matrix> state();

  /**
   * One pass over the training interactions.
   *
   * @param rowsDone told of every batch's rows when it is done
   */
  Losses epoch(RandomStream random, Adam optimizer, IntConsumer rowsDone);

  /** Metrics on the validation split under the present state. */
  Map<String, Double> validate();

  /**
   * The most memory held in tensors: a step's activations and gradients, trained parameters with
   * gradients and both moments of Adam, and whatever else stays between steps.
   */
  long tensorBytes();

  /** Called after the state was overwritten from a checkpoint or with the best epoch's. */
  default void stateRestored() {}

  /** Of parameters with their gradients and Adam's moments. */
  static long trainedBytes(List<Parameter> trained) {
    return 4L * Float.BYTES * trained.stream().mapToLong(p -> p.value().size()).sum();
  }

  /**
   * Means over an epoch's batches.
   *
   * @param transfer the knowledge-transfer loss, unweighted; 0 in stage one
   */
  record Losses(double total, double transfer) {}
}
