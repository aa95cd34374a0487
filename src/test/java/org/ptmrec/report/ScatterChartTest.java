package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class ScatterChartTest {
  private static Element draw(double... qualities) {
    ScatterChart chart = new ScatterChart("Quality over time", "seconds", "recall@20");
    for (double quality : qualities) {
      chart.with("variant " + quality, 10, quality, false);
    }
    Element figure = new Element("figure");
    chart.appendTo(figure);
    return figure;
  }

  private static List<Double> baseLines(Element chart) {
    return chart.select("text").stream()
        .filter(text -> text.text().startsWith("variant"))
        .map(text -> Double.valueOf(text.attr("y")))
        .sorted()
        .toList();
  }

  @Test
  void appendTo_onePoint_drawsNothing() {
    assertThat(draw(0.3).children()).isEmpty();
  }

  @Test
  void appendTo_pointsCloseTogether_labelsDoNotCoverEachOther() {
    List<Double> lines = baseLines(draw(0.1, 0.3, 0.3001, 0.3002, 0.3003));

    assertThat(lines).hasSize(5);
    for (int i = 1; i < lines.size(); i++) {
      assertThat(lines.get(i) - lines.get(i - 1)).isAtLeast(13.0);
    }
  }

  @Test
  void appendTo_noTimeOrNoQuality_leftOut() {
    assertThat(baseLines(draw(0.1, 0.2, Double.NaN))).hasSize(2);
  }
}
