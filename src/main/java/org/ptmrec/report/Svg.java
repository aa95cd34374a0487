package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** Elements of drawings. */
final class Svg {
  private Svg() {}

  static Element line(Element parent, double x1, double y1, double x2, double y2) {
    return parent
        .appendElement("line")
        .attr("x1", Numbers.coordinate(x1))
        .attr("y1", Numbers.coordinate(y1))
        .attr("x2", Numbers.coordinate(x2))
        .attr("y2", Numbers.coordinate(y2));
  }

  static Element circle(Element parent, double x, double y, double radius) {
    return parent
        .appendElement("circle")
        .attr("cx", Numbers.coordinate(x))
        .attr("cy", Numbers.coordinate(y))
        .attr("r", Numbers.coordinate(radius));
  }

  static Element text(Element parent, String anchor, double x, double y, String text) {
    return parent
        .appendElement("text")
        .attr("text-anchor", anchor)
        .attr("x", Numbers.coordinate(x))
        .attr("y", Numbers.coordinate(y))
        .text(text);
  }
}
