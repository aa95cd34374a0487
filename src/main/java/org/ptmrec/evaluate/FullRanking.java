package org.ptmrec.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.TopK;

/**
 * Ranks the whole catalogue for every user by dot products, the user's training items left out
 * (paper §3.2). Works in blocks of users: memory is O(block × items).
 */
public final class FullRanking {
  private final Matrix users;
  private final Matrix items;
  private final ItemLists excluded;

  /**
   * @param users [U, d]
   * @param items [I, d]
   * @param excluded items that are never recommended to a user: those of the training interactions
   */
  public FullRanking(Matrix users, Matrix items, ItemLists excluded) {
    this.users = users;
    this.items = items;
    this.excluded = excluded;
  }

  /** What a block's rankings are handed to: user, items best first, their scores. */
  public interface Consumer {
    void accept(int user, int[] ranked, float[] scores);
  }

  /** The {@code k} best items of every user given, in the order given. */
  public void rank(int[] of, int k, Consumer consumer) {
    int catalogue = items.rows();
    new DotProducts(users, items)
        .forEach(
            of,
            (block, scores) -> {
              int[][] ranked = new int[block.length][];
              IntStream.range(0, block.length)
                  .parallel()
                  .forEach(
                      i -> {
                        excluded.mask(block[i], scores, i * catalogue);
                        ranked[i] = TopK.select(scores, i * catalogue, catalogue, k);
                      });
              for (int i = 0; i < block.length; i++) {
                float[] best = new float[ranked[i].length];
                for (int rank = 0; rank < best.length; rank++) {
                  best[rank] = scores[i * catalogue + ranked[i][rank]];
                }
                consumer.accept(block[i], ranked[i], best);
              }
            });
  }

  /**
   * The mean over all users with held-out items of every metric; 0 where there are no such users.
   */
  public Map<String, Double> evaluate(ItemLists heldOut, List<RankingMetric> metrics) {
    int depth = metrics.stream().mapToInt(RankingMetric::k).max().orElse(1);
    int[] evaluated = heldOut.usersWithItems();
    double[] sums = new double[metrics.size()];
    rank(
        evaluated,
        depth,
        (user, ranked, scores) -> {
          int[] relevant = heldOut.of(user);
          for (int m = 0; m < sums.length; m++) {
            sums[m] += metrics.get(m).of(ranked, relevant);
          }
        });
    Map<String, Double> means = new LinkedHashMap<>();
    for (int m = 0; m < sums.length; m++) {
      means.put(metrics.get(m).toString(), evaluated.length == 0 ? 0 : sums[m] / evaluated.length);
    }
    return means;
  }
}
