package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static org.ptmrec.tensor.Linear.matmulTransposed;
import static org.ptmrec.tensor.Normalization.normalizeRows;

import java.util.Arrays;
import java.util.List;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.TopK;

/** How well an encoder finds the caption of a picture that it has not seen. */
final class RetrievalAccuracy {
  private RetrievalAccuracy() {}

  /**
   * The share of pictures that are nearest to their own caption among {@code candidates} different
   * ones. Chance is 1 / candidates; 1 is out of reach, since some captions tell less than others.
   */
  static double of(Clip clip, PretrainingPairs pairs, int candidates) {
    List<int[]> batches = pairs.batchesInOrder(candidates);
    checkArgument(!batches.isEmpty(), "fewer than %s different captions", candidates);
    int found = 0;
    try (Tape tape = Tape.create()) {
      for (int[] batch : batches) {
        float[] cosines = tape.withoutGradient(() -> cosines(tape, clip, pairs, batch));
        for (int i = 0; i < candidates; i++) {
          found += TopK.select(cosines, i * candidates, candidates, 1)[0] == i ? 1 : 0;
        }
        tape.reset();
      }
    }
    return (double) found / (candidates * batches.size());
  }

  /** Of every picture (rows) with every caption (columns). */
  private static float[] cosines(Tape tape, Clip clip, PretrainingPairs pairs, int[] batch) {
    float[][] pixels = Arrays.stream(batch).mapToObj(pairs::pixels).toArray(float[][]::new);
    int[][] tokens = Arrays.stream(batch).mapToObj(pairs::tokens).toArray(int[][]::new);
    return matmulTransposed(
            normalizeRows(clip.encodeImages(tape, pixels, TowerHooks.NONE)),
            normalizeRows(clip.encodeTexts(tape, tokens, TowerHooks.NONE)))
        .value()
        .toFloats();
  }
}
