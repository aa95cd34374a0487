package org.ptmrec.evaluate;

import java.util.Arrays;

/** A list of items for every user, in one array: training items, or held-out ones. */
public final class ItemLists {
  private final int[] starts;
  private final int[] items;

  private ItemLists(int[] starts, int[] items) {
    this.starts = starts;
    this.items = items;
  }

  /**
   * Row r is the pair (userOf[r], itemOf[r]); every list comes out in ascending order, repeats
   * kept.
   */
  public static ItemLists ofPairs(int users, int[] userOf, int[] itemOf) {
    int[] starts = new int[users + 1];
    for (int user : userOf) {
      starts[user + 1]++;
    }
    for (int user = 0; user < users; user++) {
      starts[user + 1] += starts[user];
    }
    int[] next = Arrays.copyOf(starts, users);
    int[] items = new int[userOf.length];
    for (int row = 0; row < userOf.length; row++) {
      items[next[userOf[row]]++] = itemOf[row];
    }
    for (int user = 0; user < users; user++) {
      Arrays.sort(items, starts[user], starts[user + 1]);
    }
    return new ItemLists(starts, items);
  }

  public int users() {
    return starts.length - 1;
  }

  public int size(int user) {
    return starts[user + 1] - starts[user];
  }

  /** A copy of the user's list, ascending. */
  public int[] of(int user) {
    return Arrays.copyOfRange(items, starts[user], starts[user + 1]);
  }

  /** The lists of the users from (inclusive) to (exclusive), whose first becomes user 0. */
  public ItemLists ofUsers(int from, int to) {
    return new ItemLists(Arrays.copyOfRange(starts, from, to + 1), items);
  }

  public boolean contains(int user, int item) {
    return Arrays.binarySearch(items, starts[user], starts[user + 1], item) >= 0;
  }

  /** The users whose list is not empty, ascending. */
  public int[] usersWithItems() {
    int[] found = new int[users()];
    int size = 0;
    for (int user = 0; user < users(); user++) {
      if (size(user) > 0) {
        found[size++] = user;
      }
    }
    return Arrays.copyOf(found, size);
  }

  /** Sets the user's items in a row of scores to negative infinity. */
  void mask(int user, float[] scores, int from) {
    for (int e = starts[user]; e < starts[user + 1]; e++) {
      scores[from + items[e]] = Float.NEGATIVE_INFINITY;
    }
  }
}
