package org.ptmrec.recommend;

import java.util.List;
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

  /** The loss of one batch, and what the knowledge transfer needs of the same forward pass. */
  Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random);

  /** The embeddings that rank, on the full graph and without dropout. */
  Representations represent(Tape tape, ItemFeatures features);
}
