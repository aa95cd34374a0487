package org.ptmrec.recommend;

import java.util.Arrays;
import org.ptmrec.evaluate.ItemLists;
import org.ptmrec.tensor.SparseMatrix;

/** Collects user–item edges; a repeated edge counts as often in degrees, its values add up. */
final class Edges {
  private final int users;
  private final int items;
  private int[] userOf = new int[1024];
  private int[] itemOf = new int[1024];
  private int size;

  Edges(int users, int items) {
    this.users = users;
    this.items = items;
  }

  void add(int user, int item) {
    if (size == userOf.length) {
      userOf = Arrays.copyOf(userOf, 2 * size);
      itemOf = Arrays.copyOf(itemOf, 2 * size);
    }
    userOf[size] = user;
    itemOf[size++] = item;
  }

  /**
   * D^−½·A·D^−½ in both directions, D the degrees plus {@code epsilon}; a node without edge gives
   * 0.
   */
  SparseMatrix normalized(double epsilon) {
    int[] from = Arrays.copyOf(userOf, size);
    int[] to = Arrays.copyOf(itemOf, size);
    double[] userFactor = factors(users, from, epsilon);
    double[] itemFactor = factors(items, to, epsilon);
    int[] starts = new int[users + items + 1];
    int[] columns = new int[2 * size];
    float[] values = new float[2 * size];
    int filled = 0;
    ItemLists byUser = ItemLists.ofPairs(users, from, to);
    for (int user = 0; user < users; user++) {
      filled = row(byUser.of(user), users, userFactor[user], itemFactor, columns, values, filled);
      starts[user + 1] = filled;
    }
    ItemLists byItem = ItemLists.ofPairs(items, to, from);
    for (int item = 0; item < items; item++) {
      filled = row(byItem.of(item), 0, itemFactor[item], userFactor, columns, values, filled);
      starts[users + item + 1] = filled;
    }
    return SparseMatrix.ofRows(
        users + items,
        users + items,
        starts,
        Arrays.copyOf(columns, filled),
        Arrays.copyOf(values, filled));
  }

  /** The rows of users alone of {@link #normalized}, with a column an item: [U, I]. */
  SparseMatrix normalizedUserRows(double epsilon) {
    int[] from = Arrays.copyOf(userOf, size);
    int[] to = Arrays.copyOf(itemOf, size);
    double[] userFactor = factors(users, from, epsilon);
    double[] itemFactor = factors(items, to, epsilon);
    int[] starts = new int[users + 1];
    int[] columns = new int[size];
    float[] values = new float[size];
    ItemLists byUser = ItemLists.ofPairs(users, from, to);
    for (int user = 0; user < users; user++) {
      starts[user + 1] =
          row(byUser.of(user), 0, userFactor[user], itemFactor, columns, values, starts[user]);
    }
    int filled = starts[users];
    return SparseMatrix.ofRows(
        users, items, starts, Arrays.copyOf(columns, filled), Arrays.copyOf(values, filled));
  }

  private static double[] factors(int nodes, int[] ends, double epsilon) {
    double[] factors = new double[nodes];
    for (int node : ends) {
      factors[node]++;
    }
    for (int node = 0; node < nodes; node++) {
      factors[node] = factors[node] == 0 ? 0 : Math.pow(factors[node] + epsilon, -0.5);
    }
    return factors;
  }

  /** Appends one row; neighbours ascend, equal ones are added up. */
  private static int row(
      int[] neighbours,
      int offset,
      double own,
      double[] other,
      int[] columns,
      float[] values,
      int filled) {
    int first = filled;
    for (int neighbour : neighbours) {
      float value = (float) (own * other[neighbour]);
      if (filled > first && columns[filled - 1] == offset + neighbour) {
        values[filled - 1] += value;
      } else {
        columns[filled] = offset + neighbour;
        values[filled++] = value;
      }
    }
    return filled;
  }
}
