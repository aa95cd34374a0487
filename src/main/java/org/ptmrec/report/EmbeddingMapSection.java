package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jsoup.nodes.Element;

/** How embeddings are spread under each setting (the paper's Figure 4), with numbers. */
final class EmbeddingMapSection implements PageSection {
  private static final double SIDE = 320;

  @Override
  public String id() {
    return "embeddings";
  }

  @Override
  public String heading() {
    return "Distribution of embeddings";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.maps().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    int items = data.maps().get(0).images().size();
    section
        .appendElement("p")
        .text(
            "t-SNE maps of the images (●) and texts (○) of "
                + Numbers.count(items)
                + " items behind the recommender's projections, over their Gaussian density; below, the"
                + " density of directions in the map. Distances between maps mean nothing.");
    Element charts = section.appendElement("div").addClass("charts");
    for (EmbeddingMap map : data.maps()) {
      Element figure = charts.appendElement("figure");
      figure.appendElement("figcaption").text(map.variant().label());
      appendMap(figure, map);
      appendAngles(figure, map);
    }
    appendNumbers(section, data);
  }

  private static void appendMap(Element figure, EmbeddingMap map) {
    Element svg =
        figure
            .appendElement("svg")
            .addClass("chart")
            .addClass("map")
            .attr("viewBox", "0 0 " + (int) SIDE + " " + (int) SIDE)
            .attr("role", "img")
            .attr("aria-label", "Map of the embeddings of " + map.variant().label());
    svg.appendElement("image")
        .attr("href", "data:image/png;base64," + map.density())
        .attr("width", Numbers.coordinate(SIDE))
        .attr("height", Numbers.coordinate(SIDE));
    append(svg.appendElement("g").addClass("images"), map.images());
    append(svg.appendElement("g").addClass("texts"), map.texts());
  }

  private static void append(Element group, ImmutableList<EmbeddingMap.Place> places) {
    places.forEach(place -> Svg.circle(group, SIDE * place.x(), SIDE * place.y(), 1.6));
  }

  private static void appendAngles(Element figure, EmbeddingMap map) {
    ImmutableList<LineChart.Point> points =
        IntStream.range(0, map.angles().size())
            .mapToObj(
                i -> new LineChart.Point(-180 + i * EmbeddingMaps.ANGLE_STEP, map.angles().get(i)))
            .collect(toImmutableList());
    new LineChart("Density of directions of " + map.variant().label(), "degrees")
        .with(new LineChart.Line(map.variant().label(), "line0", points, OptionalInt.empty()))
        .appendTo(figure);
  }

  private static void appendNumbers(Element section, ReportData data) {
    section
        .appendElement("p")
        .text(
            "Silhouette: how well the embeddings keep apart ten groups of items that are alike to"
                + " users, by the untuned recommender's item vectors (1 apart, 0 mixed, below 0"
                + " nearer to others). Alignment: mean cosine of an item's image and text, less that"
                + " of images and other items' texts.");
    HtmlTable table =
        new HtmlTable(section, "What the maps show, in numbers", Basis.of(data))
            .column("Setting")
            .numbers("Silhouette of images")
            .numbers("Silhouette of texts")
            .numbers("Alignment");
    for (EmbeddingMap map : data.maps()) {
      table
          .row(map.variant().label())
          .number(Numbers.difference(map.imageSilhouette()))
          .number(Numbers.difference(map.textSilhouette()))
          .number(Numbers.difference(map.alignment()));
    }
  }
}
