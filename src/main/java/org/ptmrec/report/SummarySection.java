package org.ptmrec.report;

import java.time.Duration;
import org.jsoup.nodes.Element;

/** The outcome in a sentence and a handful of figures. */
final class SummarySection implements PageSection {
  @Override
  public String id() {
    return "summary";
  }

  @Override
  public String heading() {
    return "Summary";
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    outcome(data.metrics(), section.appendElement("p").addClass("outcome"));
    Element figures = section.appendElement("dl").addClass("figures");
    DataSummary dataset = data.data();
    figure(figures, "Users", Numbers.count(dataset.users()));
    figure(figures, "Items", Numbers.count(dataset.items()));
    figure(figures, "Interactions", Numbers.count(dataset.interactions()));
    dataset
        .images()
        .ifPresent(
            images -> {
              figure(figures, "Items with a picture", Numbers.count(images.items()));
              figure(figures, "Failed downloads", Numbers.count(failures(data)));
            });
    figure(figures, "Trainings", Numbers.count(data.curves().size()));
    figure(figures, "Time of all stages", Numbers.duration(total(data.run())));
  }

  private static void outcome(MetricTable metrics, Element sentence) {
    MetricTable.Row winner = metrics.winner().orElse(null);
    if (winner == null) {
      sentence.text("No recommender was evaluated on the test split.");
      return;
    }
    String metric = metrics.mainMetric().orElseThrow();
    double best = winner.mean(metric);
    sentence.appendText("Best on the test split: ");
    sentence.appendElement("strong").text(winner.variant().label());
    sentence.appendText(" with " + metric + " " + Numbers.metric(best));
    metrics
        .bestBaseline()
        .filter(baseline -> baseline.mean(metric) > 0)
        .ifPresent(
            baseline ->
                sentence.appendText(
                    ", "
                        + Numbers.factor(best / baseline.mean(metric))
                        + " times the "
                        + Numbers.metric(baseline.mean(metric))
                        + " of the "
                        + baseline.variant().recommender()
                        + " baseline"));
    metrics
        .gain(winner, metric)
        .ifPresent(
            gain ->
                sentence.appendText(
                    "; " + Numbers.gain(gain) + " against the same recommender untuned"));
    sentence.appendText(".");
  }

  private static int failures(ReportData data) {
    return data.failures().stream().mapToInt(FailureGroup::count).sum();
  }

  private static Duration total(RunSummary run) {
    return run.stages().stream().map(StageSummary::duration).reduce(Duration.ZERO, Duration::plus);
  }

  private static void figure(Element figures, String name, String value) {
    Element figure = figures.appendElement("div");
    figure.appendElement("dt").text(name);
    figure.appendElement("dd").text(value);
  }
}
