package org.ptmrec.recommend;

import java.util.Arrays;
import org.ptmrec.tensor.RandomStream;

/**
 * FREEDOM's degree-sensitive pruning (Zhou and Shen, 2023): keeps rows without replacement with
 * probability proportional to (deg_u·deg_i)^−½, by the exponential races of Efraimidis and
 * Spirakis, which know no limit on the number of edges.
 */
final class EdgePruning {
  private static final double EPSILON = 1e-7;

  private final double[] weights;

  EdgePruning(TrainingData data) {
    int[] userDegree = new int[data.users()];
    int[] itemDegree = new int[data.items()];
    for (int row = 0; row < data.rows(); row++) {
      userDegree[data.userOf(row)]++;
      itemDegree[data.itemOf(row)]++;
    }
    weights = new double[data.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] =
          Math.pow(userDegree[data.userOf(row)] + EPSILON, -0.5)
              * Math.pow(itemDegree[data.itemOf(row)] + EPSILON, -0.5);
    }
  }

  /** How many rows stay: the floor of rows·(1−dropout), as the published code rounds. */
  int kept(double dropout) {
    return (int) (weights.length * (1 - dropout));
  }

  /** The kept rows, ascending. */
  int[] draw(double dropout, RandomStream random) {
    int kept = kept(dropout);
    double[] keys = new double[weights.length];
    for (int row = 0; row < keys.length; row++) {
      keys[row] = weights[row] / random.nextExponential();
    }
    double[] sorted = keys.clone();
    Arrays.sort(sorted);
    double threshold = kept == 0 ? Double.POSITIVE_INFINITY : sorted[sorted.length - kept];
    int[] rows = new int[kept];
    int size = 0;
    for (int row = 0; row < keys.length && size < kept; row++) {
      if (keys[row] >= threshold) {
        rows[size++] = row;
      }
    }
    return rows;
  }
}
