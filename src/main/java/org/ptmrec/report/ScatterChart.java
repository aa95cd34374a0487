package org.ptmrec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jsoup.nodes.Element;

/** Named points over a logarithmic axis as inline SVG. */
final class ScatterChart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 300;
  private static final double LEFT = 56;
  private static final double RIGHT = 24;
  private static final double TOP = 14;
  private static final double BOTTOM = 38;

  /** Of the labels' type: a letter is at most so wide, and lines are so far apart. */
  private static final double LETTER = 7;

  private static final double LINE = 13;

  private record Point(String label, double x, double y, boolean emphasised) {}

  private final String title;
  private final String xName;
  private final String yName;
  private final List<Point> points = new ArrayList<>();

  ScatterChart(String title, String xName, String yName) {
    this.title = title;
    this.xName = xName;
    this.yName = yName;
  }

  /** Leaves out what has no place: no time, or no quality. */
  ScatterChart with(String label, double x, double y, boolean emphasised) {
    if (x > 0 && Double.isFinite(y)) {
      points.add(new Point(label, x, y, emphasised));
    }
    return this;
  }

  /** Draws nothing of fewer than two points, which a table says better. */
  void appendTo(Element figure) {
    if (points.size() < 2) {
      return;
    }
    figure.appendElement("figcaption").text(title);
    Element svg =
        figure
            .appendElement("svg")
            .addClass("chart")
            .addClass("wide")
            .attr("viewBox", "0 0 " + (int) WIDTH + " " + (int) HEIGHT)
            .attr("role", "img")
            .attr("aria-label", title);
    Axis x =
        Axis.over(points.stream().mapToDouble(point -> Math.log10(point.x())), LEFT, WIDTH - RIGHT);
    Axis y = Axis.over(points.stream().mapToDouble(Point::y), HEIGHT - BOTTOM, TOP);
    for (double tick : y.ticks()) {
      Svg.line(svg, LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick)).addClass("rule");
      Svg.text(svg, "end", LEFT - 6, y.at(tick) + 4, Numbers.plain(tick));
    }
    for (double tick : x.ticks()) {
      Svg.text(svg, "middle", x.at(tick), HEIGHT - BOTTOM + 16, rounded(Math.pow(10, tick)));
    }
    Svg.text(svg, "end", WIDTH - RIGHT, HEIGHT - 4, xName);
    Svg.text(svg, "start", LEFT, TOP - 3, yName);
    List<Label> labels = new ArrayList<>();
    labels.add(new Label(LEFT, LETTER * yName.length(), TOP - 3));
    for (Point point : points) {
      append(svg, point, x.at(Math.log10(point.x())), y.at(point.y()), labels);
    }
  }

  private static void append(Element svg, Point point, double x, double y, List<Label> labels) {
    Element group = svg.appendElement("g").addClass(point.emphasised() ? "line1" : "line0");
    Svg.circle(group, x, y, 4.5).addClass("mark");
    boolean isLeft = x > WIDTH * 0.65;
    double anchor = isLeft ? x - 8 : x + 8;
    double width = LETTER * point.label().length();
    Label label = new Label(isLeft ? anchor - width : anchor, width, y + 4).besides(labels);
    labels.add(label);
    Svg.text(group, isLeft ? "end" : "start", anchor, label.y(), point.label());
  }

  /** Where a text is: its left end, its width, its base line. */
  private record Label(double left, double width, double y) {

    /** The nearest place above or below at which it covers none of the others, if there is one. */
    Label besides(List<Label> others) {
      return DoubleStream.iterate(0, away -> away <= HEIGHT, away -> away + LINE)
          .flatMap(away -> DoubleStream.of(y - away, y + away))
          .mapToObj(moved -> new Label(left, width, moved))
          .filter(label -> label.isInside() && others.stream().noneMatch(label::covers))
          .findFirst()
          .orElse(this);
    }

    private boolean isInside() {
      return y > TOP && y < HEIGHT - BOTTOM;
    }

    private boolean covers(Label other) {
      return left < other.left + other.width
          && other.left < left + width
          && Math.abs(y - other.y) < LINE;
    }
  }

  private static String rounded(double value) {
    return Numbers.plain(Double.parseDouble(String.format(java.util.Locale.ROOT, "%.2g", value)));
  }
}
