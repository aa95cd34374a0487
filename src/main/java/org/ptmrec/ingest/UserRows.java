package org.ptmrec.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.Split;

/**
 * All rows of one user.
 *
 * @param rows in the order of the source
 */
record UserRows(String userId, List<Row> rows) {

  /**
   * One of them.
   *
   * @param position counts the rows of the source
   * @param item number of the item's key in {@link RatingSpool}
   * @param timestamp seconds since 1970
   * @param split where the source itself says which
   */
  record Row(long position, int item, long timestamp, @Nullable Split split) {}

  long[] timestamps() {
    return rows.stream().mapToLong(Row::timestamp).toArray();
  }
}
