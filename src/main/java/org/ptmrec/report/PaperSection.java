package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Element;

/** Published values beside one's own, where both are of one dataset and one split. */
final class PaperSection implements PageSection {
  private static final ImmutableList<String> METRICS =
      ImmutableList.of("recall@10", "recall@20", "ndcg@10", "ndcg@20");

  @Override
  public String id() {
    return "published";
  }

  @Override
  public String heading() {
    return "Published values";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.metrics().rows().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    Optional<String> dataset = PublishedResults.datasetOf(data.data());
    if (dataset.isEmpty()) {
      section
          .appendElement("p")
          .text(
              "None are shown: by its sizes and those of its split, this dataset is not Amazon's Baby,"
                  + " Sports or Clothing as the paper uses them, and figures of different data say"
                  + " nothing about each other.");
      return;
    }
    section.appendElement("p").text("Amazon " + dataset.get() + ", mean over seeds where ours.");
    Element warnings = section.appendElement("ul").addClass("warnings");
    PublishedResults.warnings(dataset.get())
        .forEach(warning -> warnings.appendElement("li").text(warning));
    appendTable(section, dataset.get(), data);
  }

  private static void appendTable(Element section, String dataset, ReportData data) {
    HtmlTable table =
        new HtmlTable(section, "Ours beside published values on Amazon " + dataset, Basis.of(data))
            .column("Recommender")
            .column("Source");
    METRICS.forEach(table::numbers);
    for (MetricTable.Row row : data.metrics().rows()) {
      Map<String, Map<String, Double>> bySource = bySource(dataset, row.variant());
      if (!bySource.isEmpty()) {
        HtmlTable.Row own = table.row(row.variant().label()).text("ours");
        METRICS.forEach(metric -> own.number(Numbers.metric(row.mean(metric))));
        bySource.forEach(
            (source, values) -> {
              HtmlTable.Row other = table.row("").text(source);
              other.element().addClass("baseline");
              METRICS.forEach(
                  metric -> other.number(Numbers.metric(values.getOrDefault(metric, Double.NaN))));
            });
      }
    }
  }

  private static Map<String, Map<String, Double>> bySource(String dataset, Variant variant) {
    Map<String, Map<String, Double>> bySource = new LinkedHashMap<>();
    for (PublishedResults.Value value : PublishedResults.of(dataset)) {
      if (value.recommender().equals(variant.recommender()) && isSameTuning(value, variant)) {
        bySource
            .computeIfAbsent(value.source(), key -> new LinkedHashMap<>())
            .put(value.metric(), value.value());
      }
    }
    return bySource;
  }

  /** The paper's method by whatever name a sweep has for it. */
  private static boolean isSameTuning(PublishedResults.Value value, Variant variant) {
    return value.tuning().equals(variant.tuning())
        || (value.tuning().equals("prompt")
            && variant.tuning().toLowerCase(Locale.ROOT).equals("full"));
  }
}
