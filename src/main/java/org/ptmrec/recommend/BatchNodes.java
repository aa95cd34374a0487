package org.ptmrec.recommend;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The distinct users and items of a batch. What a recommender computes row by row, it computes for
 * these nodes only: nothing else reaches the loss.
 *
 * @param users distinct, ascending
 * @param items distinct, ascending
 * @param userRows where each row of the batch finds its user in [users ; items]
 * @param positiveRows where it finds its interacted item
 * @param negativeRows where it finds its sampled item
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BatchNodes(
    int[] users, int[] items, int[] userRows, int[] positiveRows, int[] negativeRows) {

  static BatchNodes of(Batch batch) {
    int[] rowOfUser = new int[1 + largest(batch.users())];
    int[] rowOfItem = new int[1 + Math.max(largest(batch.positives()), largest(batch.negatives()))];
    int[] users = distinct(rowOfUser, batch.users());
    int[] items = distinct(rowOfItem, batch.positives(), batch.negatives());
    return new BatchNodes(
        users,
        items,
        rows(rowOfUser, batch.users(), 0),
        rows(rowOfItem, batch.positives(), users.length),
        rows(rowOfItem, batch.negatives(), users.length));
  }

  private static int largest(int[] nodes) {
    int largest = -1;
    for (int node : nodes) {
      largest = Math.max(largest, node);
    }
    return largest;
  }

  /** The distinct nodes, ascending; their places among them go to {@code rowOf}. */
  private static int[] distinct(int[] rowOf, int[]... lists) {
    for (int[] nodes : lists) {
      for (int node : nodes) {
        rowOf[node] = 1;
      }
    }
    int[] distinct = new int[rowOf.length];
    int count = 0;
    for (int node = 0; node < rowOf.length; node++) {
      if (rowOf[node] != 0) {
        distinct[count] = node;
        rowOf[node] = count++;
      }
    }
    return Arrays.copyOf(distinct, count);
  }

  private static int[] rows(int[] rowOf, int[] wanted, int offset) {
    int[] rows = new int[wanted.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = offset + rowOf[wanted[i]];
    }
    return rows;
  }

  /** Where each row of the batch finds its interacted item in {@link #items}. */
  int[] positivesAmongItems() {
    return amongItems(positiveRows);
  }

  /** Where each row of the batch finds its sampled item in {@link #items}. */
  int[] negativesAmongItems() {
    return amongItems(negativeRows);
  }

  private int[] amongItems(int[] rows) {
    return Arrays.stream(rows).map(row -> row - users.length).toArray();
  }

  /** Every node of the data; no batch. */
  static BatchNodes all(TrainingData data) {
    int[] none = new int[0];
    return new BatchNodes(
        IntStream.range(0, data.users()).toArray(),
        IntStream.range(0, data.items()).toArray(),
        none,
        none,
        none);
  }

  /** The nodes' numbers in the user–item graph, items after {@code allUsers} users. */
  int[] inGraph(int allUsers) {
    return IntStream.concat(Arrays.stream(users), Arrays.stream(items).map(item -> allUsers + item))
        .toArray();
  }
}
