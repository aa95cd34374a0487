package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** How the trainings of both stages went. */
final class CurvesSection implements PageSection {
  @Override
  public String id() {
    return "curves";
  }

  @Override
  public String heading() {
    return "Learning curves";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.curves().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    section
        .appendElement("p")
        .text(
            "The dot marks the epoch whose state was kept; training ran on until early stopping ran"
                + " out of patience or epochs ended. Epochs count from 0.");
    for (CurveGroup group : CurveGroup.of(data.curves())) {
      append(section.appendElement("article"), group);
    }
    section.appendElement("h3").text("All trainings");
    appendTable(section, data);
  }

  private static void append(Element article, CurveGroup group) {
    article.appendElement("h3").text(group.title());
    Element charts = article.appendElement("div").addClass("charts");
    for (CurveMeasure measure : CurveMeasure.values()) {
      if (measure.concerns(group)) {
        append(charts.appendElement("figure"), group, measure);
      }
    }
    appendLegend(article, group);
  }

  private static void append(Element figure, CurveGroup group, CurveMeasure measure) {
    String title = measure.title(group.shown().get(0));
    figure.appendElement("figcaption").text(title);
    LineChart chart = new LineChart(title + " of " + group.title() + " over epochs", "epoch");
    for (int i = 0; i < group.shown().size(); i++) {
      LearningCurve curve = group.shown().get(i);
      chart.with(measure.line(curve, label(curve), "line" + i));
    }
    chart.appendTo(figure);
  }

  private static void appendLegend(Element article, CurveGroup group) {
    Element legend = article.appendElement("ul").addClass("legend");
    for (int i = 0; i < group.shown().size(); i++) {
      Element entry = legend.appendElement("li");
      entry.appendElement("span").addClass("swatch line" + i).attr("aria-hidden", "true");
      entry.appendText(label(group.shown().get(i)));
    }
    if (group.size() > group.shown().size()) {
      legend
          .appendElement("li")
          .text("(the best " + group.shown().size() + " of " + group.size() + " trainings)");
    }
  }

  private static String label(LearningCurve curve) {
    String seed = "seed " + curve.seed();
    String settings = curve.variant().hyperparameters();
    return settings.isEmpty() ? seed : settings + ", " + seed;
  }

  private static void appendTable(Element section, ReportData data) {
    HtmlTable table =
        new HtmlTable(section, "Trainings of both stages", Basis.of(data))
            .column("Training")
            .numbers("Seed")
            .numbers("Epochs")
            .numbers("Kept epoch")
            .numbers("Validation metric")
            .numbers("Trainable parameters")
            .numbers("of all");
    for (LearningCurve curve : data.curves()) {
      double quality = curve.bestQuality();
      table
          .row(curve.variant().label())
          .number(Long.toString(curve.seed()))
          .number(Numbers.count(curve.epochs()))
          .number(curve.bestEpoch() < 0 ? "starting point" : Numbers.count(curve.bestEpoch()))
          .number(quality < 0 ? "–" : curve.metric() + " " + Numbers.metric(quality))
          .number(Numbers.count(curve.trainableParameters()))
          .number(
              curve.totalParameters() == 0
                  ? "–"
                  : Numbers.finePercent(
                      curve.trainableParameters() / (double) curve.totalParameters()));
    }
  }
}
