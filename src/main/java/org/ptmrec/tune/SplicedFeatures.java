package org.ptmrec.tune;

import static org.ptmrec.tensor.Rows.concatRows;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.replaceRows;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ptmrec.recommend.ItemFeatures;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Cached embeddings with some items' rows replaced by the encoder's live output: gradients reach
 * the encoder through those rows and nothing else.
 */
final class SplicedFeatures implements ItemFeatures {
  private final Modality image;
  private final Modality text;

  SplicedFeatures(Modality image, Modality text) {
    this.image = image;
    this.text = text;
  }

  @Override
  public Var image(Tape tape) {
    return image.all(tape);
  }

  @Override
  public Var text(Tape tape) {
    return text.all(tape);
  }

  @Override
  public Var image(Tape tape, int[] items) {
    return image.rows(tape, items);
  }

  @Override
  public Var text(Tape tape, int[] items) {
    return text.rows(tape, items);
  }

  /**
   * One modality's rows.
   *
   * @param cache [I, width]
   * @param items whose rows are live, distinct and ascending
   * @param live [items, width]; null where no item is
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Modality(Matrix cache, int[] items, @Nullable Var live) {

    Var all(Tape tape) {
      Var base = tape.constant(cache);
      return live == null ? base : replaceRows(base, items, live);
    }

    /**
     * Without a copy of the whole cache: live rows first, then the cached ones that are asked for.
     */
    Var rows(Tape tape, int[] wanted) {
      Var cached = gather(tape.constant(cache), wanted);
      if (live == null) {
        return cached;
      }
      int[] at = new int[wanted.length];
      for (int i = 0; i < wanted.length; i++) {
        int found = Arrays.binarySearch(items, wanted[i]);
        at[i] = found >= 0 ? found : items.length + i;
      }
      return gather(concatRows(live, cached), at);
    }
  }
}
