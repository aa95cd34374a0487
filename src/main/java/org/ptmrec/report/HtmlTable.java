package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** A table that says which cells are headings, and that scrolls by itself on a narrow screen. */
final class HtmlTable {
  private final Element head;
  private final Element body;

  /**
   * @param caption what the table shows; people who cannot see it choose tables by it
   */
  HtmlTable(Element parent, String caption) {
    this(parent, caption, "");
  }

  /**
   * @param basis a second line of the caption; may be empty
   */
  HtmlTable(Element parent, String caption, String basis) {
    Element frame =
        parent
            .appendElement("div")
            .addClass("scroll")
            .attr("role", "region")
            .attr("tabindex", "0")
            .attr("aria-label", caption);
    Element table = frame.appendElement("table");
    Element title = table.appendElement("caption").text(caption);
    if (!basis.isEmpty()) {
      title.appendElement("small").text(basis);
    }
    head = table.appendElement("thead").appendElement("tr");
    body = table.appendElement("tbody");
  }

  HtmlTable column(String name) {
    heading(name);
    return this;
  }

  /** A column of numbers, aligned right. */
  HtmlTable numbers(String name) {
    heading(name).addClass("number");
    return this;
  }

  private Element heading(String name) {
    return head.appendElement("th").attr("scope", "col").text(name);
  }

  Row row(String heading) {
    Element row = body.appendElement("tr");
    row.appendElement("th").attr("scope", "row").text(heading);
    return new Row(row);
  }

  /** Cells to the right of a row's heading, which is the first column. */
  record Row(Element element) {
    Row text(String text) {
      element.appendElement("td").text(text);
      return this;
    }

    Row number(String text) {
      cell().addClass("number").text(text);
      return this;
    }

    Row code(String text) {
      cell().appendElement("code").text(text);
      return this;
    }

    /** An empty cell to put something into. */
    Element cell() {
      return element.appendElement("td");
    }

    Element heading() {
      return element.child(0);
    }
  }
}
