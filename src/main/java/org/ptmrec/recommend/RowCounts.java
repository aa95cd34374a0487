package org.ptmrec.recommend;

import java.util.Arrays;

/**
 * The distinct values of a list of rows, and how often each occurs.
 *
 * @param rows distinct, ascending
 * @param counts of each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowCounts(int[] rows, float[] counts) {

  static RowCounts of(int[] rows) {
    int[] distinct = Arrays.stream(rows).sorted().distinct().toArray();
    float[] counts = new float[distinct.length];
    for (int row : rows) {
      counts[Arrays.binarySearch(distinct, row)]++;
    }
    return new RowCounts(distinct, counts);
  }
}
