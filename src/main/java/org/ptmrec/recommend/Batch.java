package org.ptmrec.recommend;

/** Rows of a training step: user, interacted item, sampled item. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(int[] users, int[] positives, int[] negatives) {
  public int size() {
    return users.length;
  }
}
