package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.RandomStream;

class FullRankingTest {
  private static final List<RankingMetric> METRICS =
      List.of(
          RankingMetric.parse("recall@5"),
          RankingMetric.parse("recall@20"),
          RankingMetric.parse("precision@5"),
          RankingMetric.parse("ndcg@5"),
          RankingMetric.parse("ndcg@20"),
          RankingMetric.parse("map@20"));

  /**
   * 1,000 small cases with many ties, lists shorter than the cut-off, repeated held-out items and
   * users without any, against a second implementation of ranking and metrics.
   */
  @Test
  void evaluate_onRandomCases_equalsIndependentImplementation() {
    RandomStream random = RandomStream.ofSeed(17);
    for (int round = 0; round < 1000; round++) {
      int users = 1 + random.nextInt(4);
      int items = 1 + random.nextInt(12);
      Matrix u = smallIntegers(users, 2, random);
      Matrix v = smallIntegers(items, 2, random);
      ItemLists train = randomLists(users, items, random);
      ItemLists heldOut = randomLists(users, items, random);
      Map<String, Double> actual = new FullRanking(u, v, train).evaluate(heldOut, METRICS);
      double[] sums = new double[METRICS.size()];
      int[] evaluated = heldOut.usersWithItems();
      for (int user : evaluated) {
        int[] ranked = naiveRanking(u.toFloats(), v.toFloats(), user, items, train);
        for (int m = 0; m < sums.length; m++) {
          sums[m] +=
              NaiveMetrics.of(METRICS.get(m).toString(), boxed(ranked), boxed(heldOut.of(user)))
                  / evaluated.length;
        }
      }
      for (int m = 0; m < sums.length; m++) {
        assertThat(actual.get(METRICS.get(m).toString())).isWithin(1e-12).of(sums[m]);
      }
    }
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Sorts everything; equal scores by item. */
  private static int[] naiveRanking(float[] u, float[] v, int user, int items, ItemLists train) {
    List<Integer> candidates = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      if (!train.contains(user, item)) {
        candidates.add(item);
      }
    }
    candidates.sort(
        Comparator.<Integer>comparingDouble(
                item -> 0.0 - (u[2 * user] * v[2 * item] + u[2 * user + 1] * v[2 * item + 1]))
            .thenComparingInt(item -> item));
    return candidates.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Matrix smallIntegers(int rows, int cols, RandomStream random) {
    float[] data = new float[rows * cols];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextInt(5) - 2;
    }
    return Matrix.of(rows, cols, data);
  }

  private static ItemLists randomLists(int users, int items, RandomStream random) {
    int rows = random.nextInt(8);
    int[] userOf = new int[rows];
    int[] itemOf = new int[rows];
    Arrays.setAll(userOf, row -> random.nextInt(users));
    Arrays.setAll(itemOf, row -> random.nextInt(items));
    return ItemLists.ofPairs(users, userOf, itemOf);
  }
}
