package org.ptmrec.recommend;

import org.ptmrec.tensor.Rows;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * The items' image and text embeddings as a recommender sees them: a table in stage one, CLIP's
 * live output for some rows in stage two.
 */
public interface ItemFeatures {

  /** All items, [I, width]. */
  Var image(Tape tape);

  /** All items, [I, width]. */
  Var text(Tape tape);

  /** The rows of {@link #image} for these items; cheaper where few are needed. */
  default Var image(Tape tape, int[] items) {
    return Rows.gather(image(tape), items);
  }

  /** The rows of {@link #text} for these items. */
  default Var text(Tape tape, int[] items) {
    return Rows.gather(text(tape), items);
  }

  /** Text and image of these items side by side. */
  default Var textAndImage(Tape tape, int[] items) {
    return Rows.concatColumns(text(tape, items), image(tape, items));
  }
}
