package org.ptmrec.pipeline;

import java.util.Set;
import org.ptmrec.artifact.Manifest;

/**
 * Embeddings that a run took over from an earlier artifact. The BLAS has other code for other
 * shapes of a product, so that an embedding's last bits depend on which others were in its batch:
 * about 2e-6, which is enough for another content.
 */
final class TakenOver {
  private static final Set<String> COUNTERS =
      Set.of("EncodeImages/reused-images", "EncodeTexts/reused-texts");

  private TakenOver() {}

  /** How many of an artifact's embeddings; 0 for a stage that makes none. */
  static long embeddings(Manifest manifest) {
    return COUNTERS.stream()
        .mapToLong(counter -> manifest.counters().getOrDefault(counter, 0L))
        .sum();
  }

  /** What that means for whoever makes them anew. */
  static String note(long embeddings) {
    return "%,d embeddings were taken over from an earlier artifact; made anew in other batches, their last bits differ (encode.reuse: false makes all anew)"
        .formatted(embeddings);
  }
}
