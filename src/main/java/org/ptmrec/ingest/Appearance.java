package org.ptmrec.ingest;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Numbers from 0 in the order of first appearance, at 8 bytes for each of those numbered. */
final class Appearance {
  static final long NEVER = Long.MAX_VALUE;

  private final long[] sorted;

  /**
   * @param firsts where each first appears, in any order; {@link #NEVER} is left out
   */
  Appearance(LongStream firsts) {
    sorted = firsts.filter(first -> first != NEVER).sorted().toArray();
  }

  /**
   * @param first where it first appears
   */
  int indexOf(long first) {
    return Arrays.binarySearch(sorted, first);
  }

  static Appearance ofUsers(RatingSpool spool) {
    LongStream.Builder firsts = LongStream.builder();
    spool.forEach(user -> firsts.add(user.rows().get(0).position()));
    return new Appearance(firsts.build());
  }

  /** Where each item first appears, by number. */
  static long[] firstsOfItems(RatingSpool spool) {
    long[] firsts = new long[spool.itemIds().size()];
    Arrays.fill(firsts, NEVER);
    spool.forEach(
        user ->
            user.rows()
                .forEach(row -> firsts[row.item()] = Math.min(firsts[row.item()], row.position())));
    return firsts;
  }
}
