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
    int[] users = Arrays.stream(batch.users()).sorted().distinct().toArray();
    int[] items =
        IntStream.concat(Arrays.stream(batch.positives()), Arrays.stream(batch.negatives()))
            .sorted()
            .distinct()
            .toArray();
    return new BatchNodes(
        users,
        items,
        rows(users, batch.users(), 0),
        rows(items, batch.positives(), users.length),
        rows(items, batch.negatives(), users.length));
  }

  private static int[] rows(int[] sorted, int[] wanted, int offset) {
    return Arrays.stream(wanted).map(node -> offset + Arrays.binarySearch(sorted, node)).toArray();
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
