package org.ptmrec.recommend;

import java.util.List;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;

/** A recommender as stage one and stage two train it. Not thread-safe. */
public interface Recommender {

  /**
   * Everything that is trained or saved, item embedding tables excepted (see {@link ItemFeatures}).
   */
  List<Parameter> parameters();

  /** Called before the first batch of every epoch. */
  default void beginEpoch(RandomStream random) {}

  /** Called before every batch: where momentum encoders move. */
  default void beginStep() {}

  /**
   * Builds anew what was derived from the items' embeddings, such as a graph of similar items;
   * where there is no such thing, nothing happens.
   *
   * @param image [I, width]
   * @param text [I, width]
   */
  default void rebuildGraphs(Matrix image, Matrix text) {}

  /** The loss of one batch, and what the knowledge transfer needs of the same forward pass. */
  Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random);

  /** The embeddings that rank, on the full graph and without dropout. */
  Representations represent(Tape tape, ItemFeatures features);
}
