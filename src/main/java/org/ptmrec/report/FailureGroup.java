package org.ptmrec.report;

import com.google.common.collect.ImmutableList;

/** The downloads that failed for one reason, with a few of them to look at. */
public record FailureGroup(String reason, int count, ImmutableList<Sample> samples) {

  /**
   * @param item the item's key in the source files
   * @param url as in the catalogue
   * @param detail one line for people
   */
  public record Sample(String item, String url, String detail, int attempts) {}
}
