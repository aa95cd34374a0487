package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** A part of the page with a heading of its own, to which the table of contents leads. */
interface PageSection {
  /** Unique in the page; letters only. */
  String id();

  String heading();

  /** Whether there is anything to say. */
  default boolean concerns(ReportData data) {
    return true;
  }

  /**
   * Appends all but the heading. Texts go in by {@link Element#text(String)} or {@link
   * Element#attr(String, String)}, which escape them: titles and addresses come from strangers.
   */
  void appendTo(Element section, ReportData data);
}
