package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.jsoup.nodes.Element;

/**
 * Lines over epochs as inline SVG. Colours come from the page's style sheet by class, so that the
 * drawing follows its theme; text stays text; nothing needs a font or a display to draw.
 */
final class LineChart {
  private static final double WIDTH = 400;
  private static final double HEIGHT = 220;
  private static final double LEFT = 52;
  private static final double RIGHT = 10;
  private static final double TOP = 12;
  private static final double BOTTOM = 36;

  /** More points than a screen has pixels only make the page heavier. */
  private static final int MOST_POINTS = 160;

  /**
   * @param style class of the style sheet
   * @param marked index of the point to be marked, if any
   */
  record Line(String label, String style, ImmutableList<Point> points, OptionalInt marked) {}

  record Point(double x, double y) {}

  private final String title;
  private final String xName;
  private final List<Line> lines = new ArrayList<>();

  LineChart(String title, String xName) {
    this.title = title;
    this.xName = xName;
  }

  LineChart with(Line line) {
    lines.add(line);
    return this;
  }

  /** Draws nothing where there is nothing to draw. */
  void appendTo(Element parent) {
    List<Point> all = lines.stream().flatMap(line -> line.points().stream()).toList();
    if (all.isEmpty()) {
      return;
    }
    Axis x = Axis.overWholeNumbers(all.stream().mapToDouble(Point::x), LEFT, WIDTH - RIGHT);
    Axis y = Axis.over(all.stream().mapToDouble(Point::y), HEIGHT - BOTTOM, TOP);
    Element svg =
        parent
            .appendElement("svg")
            .addClass("chart")
            .attr("viewBox", "0 0 " + (int) WIDTH + " " + (int) HEIGHT)
            .attr("role", "img")
            .attr("aria-label", title);
    appendGrid(svg, x, y);
    for (Line line : lines) {
      appendLine(svg, line, x, y);
    }
  }

  private void appendGrid(Element svg, Axis x, Axis y) {
    for (double tick : y.ticks()) {
      rule(svg, LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
      text(svg, "end", LEFT - 6, y.at(tick) + 4, Numbers.plain(tick));
    }
    for (double tick : x.ticks()) {
      text(svg, "middle", x.at(tick), HEIGHT - BOTTOM + 16, Numbers.plain(tick));
    }
    text(svg, "end", WIDTH - RIGHT, HEIGHT - 3, xName);
  }

  private static void rule(Element svg, double x1, double y1, double x2, double y2) {
    svg.appendElement("line")
        .addClass("rule")
        .attr("x1", Numbers.coordinate(x1))
        .attr("y1", Numbers.coordinate(y1))
        .attr("x2", Numbers.coordinate(x2))
        .attr("y2", Numbers.coordinate(y2));
  }

  private static void text(Element svg, String anchor, double x, double y, String text) {
    svg.appendElement("text")
        .attr("text-anchor", anchor)
        .attr("x", Numbers.coordinate(x))
        .attr("y", Numbers.coordinate(y))
        .text(text);
  }

  private static void appendLine(Element svg, Line line, Axis x, Axis y) {
    Element group = svg.appendElement("g").addClass(line.style());
    group.appendElement("title").text(line.label());
    StringJoiner path = new StringJoiner(" ");
    for (Point point : thinned(line)) {
      path.add(Numbers.coordinate(x.at(point.x())) + "," + Numbers.coordinate(y.at(point.y())));
    }
    group.appendElement("polyline").addClass("line").attr("points", path.toString());
    if (line.marked().isPresent()) {
      Point best = line.points().get(line.marked().getAsInt());
      dot(group, best, x, y, "4.5")
          .appendElement("title")
          .text(line.label() + ": " + Numbers.metric(best.y()) + ", kept");
    } else if (line.points().size() == 1) {
      dot(group, line.points().get(0), x, y, "2.5");
    }
  }

  private static Element dot(Element group, Point point, Axis x, Axis y, String radius) {
    return group
        .appendElement("circle")
        .addClass("mark")
        .attr("cx", Numbers.coordinate(x.at(point.x())))
        .attr("cy", Numbers.coordinate(y.at(point.y())))
        .attr("r", radius);
  }

  /** Every n-th point, and in any case the marked one and the last. */
  private static List<Point> thinned(Line line) {
    int stride = (line.points().size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < line.points().size(); i++) {
      if (i % stride == 0 || i == line.points().size() - 1 || i == line.marked().orElse(-1)) {
        points.add(line.points().get(i));
      }
    }
    return points;
  }
}
