package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/** Which artifact was made from which; a box leads to its manifest in the store. */
final class LineageSection implements PageSection {
  private static final double BOX_WIDTH = 168;
  private static final double BOX_HEIGHT = 46;
  private static final double GAP_X = 44;
  private static final double GAP_Y = 16;
  private static final int FINGERPRINT = 12;

  @Override
  public String id() {
    return "lineage";
  }

  @Override
  public String heading() {
    return "Lineage";
  }

  @Override
  public boolean concerns(ReportData data) {
    return data.run().stages().size() > 1;
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    section
        .appendElement("p")
        .text(
            "An arrow leads from an artifact to what was made from it. A box links to the artifact's"
                + " manifest, as long as this page stays in its store.");
    ImmutableList<StageSummary> stages = data.run().stages();
    Map<String, Place> places = places(stages);
    double width = places.values().stream().mapToDouble(at -> at.x() + BOX_WIDTH).max().orElse(0);
    double height = places.values().stream().mapToDouble(at -> at.y() + BOX_HEIGHT).max().orElse(0);
    Element svg =
        section
            .appendElement("div")
            .addClass("scroll")
            .attr("role", "region")
            .attr("tabindex", "0")
            .attr("aria-label", "Lineage of artifacts")
            .appendElement("svg")
            .addClass("lineage")
            .attr("viewBox", "-2 -2 " + (int) (width + 4) + " " + (int) (height + 4))
            .attr("width", Integer.toString((int) width + 4))
            .attr("aria-label", "Artifacts and what they were made from");
    for (StageSummary stage : stages) {
      stage.parents().stream()
          .filter(places::containsKey) // this report may not read all artifacts
          .forEach(parent -> appendArrow(svg, place(places, parent), place(places, stage.stage())));
    }
    stages.forEach(stage -> appendBox(svg, stage, place(places, stage.stage())));
  }

  private static Place place(Map<String, Place> places, String stage) {
    return places.getOrDefault(stage, new Place(0, 0));
  }

  /** The upper left corner of a box. */
  private record Place(double x, double y) {}

  /** Left of everything that is made from it; below what has as many steps before it. */
  private static Map<String, Place> places(List<StageSummary> stages) {
    Map<String, Integer> columns = new HashMap<>();
    Map<Integer, Integer> heights = new HashMap<>();
    Map<String, Place> places = new HashMap<>();
    for (StageSummary stage : stages) {
      int column =
          stage.parents().stream()
              .mapToInt(parent -> columns.getOrDefault(parent, -1) + 1)
              .max()
              .orElse(0);
      columns.put(stage.stage(), column);
      int row = heights.merge(column, 1, Integer::sum) - 1;
      places.put(
          stage.stage(), new Place(column * (BOX_WIDTH + GAP_X), row * (BOX_HEIGHT + GAP_Y)));
    }
    return places;
  }

  private static void appendArrow(Element svg, Place from, Place to) {
    double x1 = from.x() + BOX_WIDTH;
    double y1 = from.y() + BOX_HEIGHT / 2;
    double x2 = to.x();
    double y2 = to.y() + BOX_HEIGHT / 2;
    double bend = x1 + GAP_X / 2;
    svg.appendElement("path")
        .addClass("arrow")
        .attr(
            "d",
            String.join(
                " ",
                "M" + Numbers.coordinate(x1),
                Numbers.coordinate(y1),
                "C" + Numbers.coordinate(bend),
                Numbers.coordinate(y1) + ",",
                Numbers.coordinate(x2 - GAP_X / 2),
                Numbers.coordinate(y2) + ",",
                Numbers.coordinate(x2),
                Numbers.coordinate(y2)));
    Svg.circle(svg, x2 - 1, y2, 3).addClass("tip");
  }

  private static void appendBox(Element svg, StageSummary stage, Place at) {
    Element link =
        svg.appendElement("a")
            .attr("href", "../../" + stage.stage() + "/" + stage.fingerprint() + "/manifest.json");
    link.appendElement("rect")
        .addClass("box")
        .attr("x", Numbers.coordinate(at.x()))
        .attr("y", Numbers.coordinate(at.y()))
        .attr("rx", "6")
        .attr("width", Numbers.coordinate(BOX_WIDTH))
        .attr("height", Numbers.coordinate(BOX_HEIGHT));
    Svg.text(link, "start", at.x() + 10, at.y() + 19, stage.stage()).addClass("name");
    Svg.text(
        link,
        "start",
        at.x() + 10,
        at.y() + 37,
        stage.fingerprint().substring(0, Math.min(FINGERPRINT, stage.fingerprint().length()))
            + " · "
            + Numbers.duration(stage.duration()));
  }
}
