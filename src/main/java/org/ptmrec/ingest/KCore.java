package org.ptmrec.ingest;

import java.util.List;

/**
 * Drops users and items of fewer than k rows until none is left: the fixed point is unique,
 * whatever the order of dropping. Rows are counted, not distinct pairs.
 */
final class KCore {
  private KCore() {}

  /**
   * @param spool grouped by user
   * @return how many rows are gone
   */
  static long apply(RatingSpool spool, int k) {
    int[] itemRows = count(spool);
    long dropped = 0;
    while (true) {
      int[] counted = itemRows;
      int[] left = new int[itemRows.length];
      long now = spool.rewrite(user -> keep(user, k, counted, left));
      if (now == 0) {
        return dropped;
      }
      dropped += now;
      itemRows = left;
    }
  }

  private static int[] count(RatingSpool spool) {
    int[] itemRows = new int[spool.itemIds().size()];
    spool.forEach(user -> user.rows().forEach(row -> itemRows[row.item()]++));
    return itemRows;
  }

  private static UserRows keep(UserRows user, int k, int[] itemRows, int[] left) {
    List<UserRows.Row> kept =
        user.rows().stream().filter(row -> itemRows[row.item()] >= k).toList();
    if (kept.size() < k) {
      return new UserRows(user.userId(), List.of());
    }
    kept.forEach(row -> left[row.item()]++);
    return new UserRows(user.userId(), kept);
  }
}
