package org.ptmrec.recommend;

import org.ptmrec.tensor.Matrix;

/**
 * What a trained recommender ranks by: a score is the dot product of a user's and an item's row.
 *
 * @param users [U, d]
 * @param items [I, d]
 */
public record FinalEmbeddings(Matrix users, Matrix items) {

  /** Copies out of a step that is about to be forgotten. */
  public static FinalEmbeddings copyOf(Representations last) {
    return new FinalEmbeddings(last.users().value().copy(), last.items().value().copy());
  }

  /**
   * These.
   *
   * @throws TrainingDivergedException if not all of them are finite: no ranking would tell
   */
  public FinalEmbeddings checked() {
    if (!isFinite(users) || !isFinite(items)) {
      throw TrainingDivergedException.afterTheLastBatch();
    }
    return this;
  }

  private static boolean isFinite(Matrix matrix) {
    for (float value : matrix.toFloats()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
