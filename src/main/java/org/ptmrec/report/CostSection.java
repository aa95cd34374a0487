package org.ptmrec.report;

import java.time.Duration;
import org.jsoup.nodes.Element;

/** What quality costs: time, memory and parameters of every variant (the paper's Table 2). */
final class CostSection implements PageSection {
  @Override
  public String id() {
    return "cost";
  }

  @Override
  public String heading() {
    return "Cost against quality";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.costs().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    MetricTable metrics = data.metrics();
    String metric = metrics.mainMetric().orElse("");
    section
        .appendElement("p")
        .text(
            "Wall time, mean over seeds, validation and re-encoding included; other trials ran beside"
                + " on the same machine. A training is taken to last its epochs times the time per"
                + " epoch: one that was interrupted may have timed only those after its checkpoint."
                + " Memory is the most that tensors of one trial took:"
                + " activations, gradients, optimiser state, embeddings, and the encoder's weights"
                + " in stage two.");
    HtmlTable table =
        new HtmlTable(section, "Time, memory and parameters by variant", Basis.of(data))
            .column("Variant")
            .numbers(metric.isEmpty() ? "Metric" : metric)
            .numbers("Time per epoch")
            .numbers("Epochs")
            .numbers("Time of training")
            .numbers("Memory")
            .numbers("Trainable parameters")
            .numbers("All parameters");
    ScatterChart chart =
        new ScatterChart(
            "Test " + metric + " over the time of a training", "seconds, logarithmic", metric);
    for (VariantCost cost : data.costs()) {
      double quality = metrics.find(cost.variant()).map(row -> row.mean(metric)).orElse(Double.NaN);
      table
          .row(cost.variant().label())
          .number(Numbers.metric(quality))
          .number(time(cost.secondsPerEpoch()))
          .number(Numbers.count(Math.round(cost.epochs())))
          .number(time(cost.seconds()))
          .number(Numbers.bytes(cost.tensorBytes()))
          .number(Numbers.count(cost.trainableParameters()))
          .number(Numbers.count(cost.totalParameters()));
      chart.with(cost.variant().label(), cost.seconds(), quality, cost.variant().tuned());
    }
    chart.appendTo(section.appendElement("figure"));
  }

  private static String time(double seconds) {
    return Double.isNaN(seconds)
        ? "–"
        : Numbers.duration(Duration.ofMillis(Math.round(1000 * seconds)));
  }
}
