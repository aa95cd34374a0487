package org.ptmrec.report;

import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Ranking metrics of everything that was evaluated. */
final class MetricsSection implements PageSection {
  @Override
  public String id() {
    return "metrics";
  }

  @Override
  public String heading() {
    return "Ranking metrics";
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    MetricTable test = data.metrics();
    if (test.rows().isEmpty()) {
      section.appendElement("p").text("Nothing was evaluated on the test split.");
    } else {
      section.appendElement("p").text(explanation(test));
      append(section, "Test split", Basis.of(data), test);
    }
    if (!data.validation().rows().isEmpty()) {
      section.appendElement("h3").text("For comparison: the validation split");
      section
          .appendElement("p")
          .text("Early stopping has seen these interactions, so the figures flatter.");
      append(section, "Validation split", Basis.of(data), data.validation());
    }
  }

  private static String explanation(MetricTable table) {
    int users = table.rows().stream().mapToInt(MetricTable.Row::users).max().orElse(0);
    String text =
        "Every item of the catalogue that the user has not trained on is ranked; averages over "
            + Numbers.count(users)
            + " users. The best value of a column is bold.";
    int seeds = table.seeds().size();
    return seeds > 1 ? text + " Mean ± sample standard deviation over " + seeds + " seeds." : text;
  }

  private static void append(Element section, String caption, String basis, MetricTable metrics) {
    boolean gains = metrics.rows().stream().anyMatch(row -> row.variant().tuned());
    HtmlTable table = new HtmlTable(section, caption, basis).column("Recommender").column("Tuning");
    metrics.metrics().forEach(table::numbers);
    String main = metrics.mainMetric().orElse("");
    if (gains) {
      table.numbers("Gain by tuning in " + main);
    }
    for (MetricTable.Row values : metrics.rows()) {
      HtmlTable.Row row = table.row(values.variant().recommender());
      describe(values.variant(), row);
      for (String metric : metrics.metrics()) {
        Spread spread = values.values().get(metric);
        appendValue(
            row,
            spread,
            spread != null && spread.mean() == metrics.best(metric).orElse(Double.NaN));
      }
      if (gains) {
        row.number(
            metrics.gain(values, main).stream().mapToObj(Numbers::gain).findFirst().orElse(""));
      }
    }
  }

  static void describe(Variant variant, HtmlTable.Row row) {
    if (!variant.hyperparameters().isEmpty()) {
      row.heading().appendElement("small").text(variant.hyperparameters());
    }
    if (variant.baseline()) {
      row.element().addClass("baseline");
      row.text("baseline");
    } else {
      row.text(variant.tuned() ? variant.tuning() : "–");
    }
  }

  static void appendValue(HtmlTable.Row row, @Nullable Spread spread, boolean best) {
    Element cell = row.cell().addClass("number");
    if (spread == null) {
      cell.text("–");
      return;
    }
    cell.appendElement(best ? "strong" : "span").text(Numbers.metric(spread.mean()));
    spread
        .deviation()
        .ifPresent(
            deviation ->
                cell.appendText(" ")
                    .appendElement("span")
                    .addClass("deviation")
                    .text("± " + Numbers.metric(deviation)));
  }
}
