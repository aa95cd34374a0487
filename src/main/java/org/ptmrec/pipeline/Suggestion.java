package org.ptmrec.pipeline;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant. */
final class Suggestion {
  private Suggestion() {}

  /** {@code ; did you mean 'batch'? Known: batch, clip} for a word that is none of the known. */
  static String of(String word, Collection<String> known) {
    String guess =
        known.stream()
            .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
            .filter(candidate -> distance(word, candidate) <= Math.max(2, candidate.length() / 3))
            .map(candidate -> "; did you mean '" + candidate + "'?")
            .orElse(";");
    return guess + " Known: " + String.join(", ", known);
  }

  /** Levenshtein's, letter case ignored. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int changed = diagonal + (isEqual(left.charAt(i - 1), right.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }

  private static boolean isEqual(char left, char right) {
    return Character.toLowerCase(left) == Character.toLowerCase(right);
  }
}
