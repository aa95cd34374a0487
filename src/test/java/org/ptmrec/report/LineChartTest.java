package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class LineChartTest {
  private static Element draw(int points, OptionalInt marked) {
    ImmutableList<LineChart.Point> line =
        IntStream.range(0, points)
            .mapToObj(i -> new LineChart.Point(i, i * 0.5))
            .collect(ImmutableList.toImmutableList());
    Element parent = new Element("figure");
    new LineChart("Loss", "epoch")
        .with(new LineChart.Line("seed 1", "line0", line, marked))
        .appendTo(parent);
    return parent;
  }

  private static int drawn(Element chart) {
    return chart.select("polyline").attr("points").split(" ").length;
  }

  @Test
  void appendTo_noPoints_drawsNothing() {
    assertThat(draw(0, OptionalInt.empty()).children()).isEmpty();
  }

  @Test
  void appendTo_onePoint_showsItAsADot() {
    Element chart = draw(1, OptionalInt.empty());

    assertThat(chart.select("circle")).hasSize(1);
    assertThat(chart.html()).doesNotContain("NaN");
  }

  @Test
  void appendTo_fewPoints_drawsAll() {
    assertThat(drawn(draw(100, OptionalInt.empty()))).isEqualTo(100);
  }

  @Test
  void appendTo_manyPoints_drawsFewerWithTheMarkedAndTheLast() {
    Element chart = draw(1000, OptionalInt.of(501));

    // 1000 points, every seventh: 143, then the marked one and the last.
    assertThat(drawn(chart)).isEqualTo(145);
    String mark = chart.select("circle").attr("cx") + "," + chart.select("circle").attr("cy");
    assertThat(chart.select("polyline").attr("points")).contains(mark);
  }

  @Test
  void appendTo_line_hasALabelForScreenReaders() {
    Element chart = draw(2, OptionalInt.empty());

    assertThat(chart.select("svg").attr("aria-label")).isEqualTo("Loss");
    assertThat(chart.select("g > title").text()).isEqualTo("seed 1");
  }
}
