package org.ptmrec.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ptmrec.artifact.UserErrorException;

/**
 * A metric of one user's ranking, written as {@code recall@20} (paper §3.2).
 *
 * <p>recall: hits / held-out items (not min(held-out, K)). ndcg: Σ 1/log₂(rank+1) over the hits,
 * divided by that of a perfect list of min(held-out, K). precision: hits / K. map: precision at
 * each hit, divided by min(held-out, K).
 */
public record RankingMetric(Kind kind, int k) {
  private static final Pattern SYNTAX = Pattern.compile("([a-z]+)@([1-9][0-9]{0,5})");

  /** What is measured. */
  public enum Kind {
    RECALL,
    NDCG,
    PRECISION,
    MAP
  }

  /**
   * @throws UserErrorException if the text is no metric
   */
  public static RankingMetric parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (matcher.matches()) {
      for (Kind kind : Kind.values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(matcher.group(1))) {
          return new RankingMetric(kind, Integer.parseInt(matcher.group(2)));
        }
      }
    }
    throw new UserErrorException(
        "unknown ranking metric '"
            + text
            + "'; write recall, ndcg, precision or map, @ and a cut-off, such as recall@20");
  }

  /**
   * @param ranked items, best first, at least k of them where the catalogue allows
   * @param heldOut the user's held-out items, not empty; a repeated item counts as often in the
   *     length
   */
  public double of(int[] ranked, int[] heldOut) {
    int[] relevant = heldOut.clone();
    Arrays.sort(relevant);
    int depth = Math.min(k, ranked.length);
    int hits = 0;
    double gain = 0;
    double precisions = 0;
    for (int rank = 1; rank <= depth; rank++) {
      if (Arrays.binarySearch(relevant, ranked[rank - 1]) >= 0) {
        hits++;
        gain += discount(rank);
        precisions += (double) hits / rank;
      }
    }
    int best = Math.min(heldOut.length, k);
    switch (kind) {
      case RECALL:
        return (double) hits / heldOut.length;
      case PRECISION:
        return (double) hits / k;
      case MAP:
        return precisions / best;
      case NDCG:
        double ideal = 0;
        for (int rank = 1; rank <= best; rank++) {
          ideal += discount(rank);
        }
        return gain / ideal;
    }
    throw new AssertionError(kind);
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log(rank + 1);
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "@" + k;
  }
}
