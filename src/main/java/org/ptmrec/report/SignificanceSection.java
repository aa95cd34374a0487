package org.ptmrec.report;

import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.ptmrec.evaluate.PairedComparison;

/** Whether differences between variants are more than chance. */
final class SignificanceSection implements PageSection {
  @Override
  public String id() {
    return "significance";
  }

  @Override
  public String heading() {
    return "Significance";
  }

  @Override
  public boolean concerns(ReportData data) {
    return data.comparisons().stream()
        .anyMatch(one -> one.overSeeds().isPresent() || one.overUsers().isPresent());
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    section
        .appendElement("p")
        .text(
            "On the test split, two-sided. Over seeds a paired t-test asks whether another training"
                + " would find the difference again; over users, each with the mean over seeds, a"
                + " paired bootstrap asks whether other users would. Bold: p < 0.05, not corrected"
                + " for the number of tests. d is the mean difference in its standard deviations"
                + " (0.2 small, 0.5 medium, 0.8 large).");
    HtmlTable table =
        new HtmlTable(section, "Paired tests between variants of a recommender", Basis.of(data))
            .column("Variant")
            .column("against")
            .column("Metric")
            .numbers("Difference");
    boolean seeds = data.comparisons().stream().anyMatch(one -> one.overSeeds().isPresent());
    boolean users = data.comparisons().stream().anyMatch(one -> one.overUsers().isPresent());
    if (seeds) {
      table.numbers("95 % over seeds").numbers("p").numbers("d");
    }
    if (users) {
      table.numbers("95 % over users").numbers("p").numbers("d");
    }
    for (Comparison comparison : data.comparisons()) {
      HtmlTable.Row row =
          table
              .row(comparison.candidate().label())
              .text(comparison.baseline().label())
              .text(comparison.metric())
              .number(
                  Stream.of(comparison.overSeeds(), comparison.overUsers())
                      .flatMap(Optional::stream)
                      .findFirst()
                      .map(test -> Numbers.difference(test.difference()))
                      .orElse("–"));
      if (seeds) {
        append(row, comparison.overSeeds());
      }
      if (users) {
        append(row, comparison.overUsers());
      }
    }
  }

  private static void append(HtmlTable.Row row, Optional<? extends PairedComparison> test) {
    if (test.isEmpty()) {
      row.number("–").number("–").number("–");
      return;
    }
    PairedComparison found = test.get();
    row.number(Numbers.difference(found.low()) + " to " + Numbers.difference(found.high()));
    Element p = row.cell().addClass("number");
    p.appendElement(found.isSignificant() ? "strong" : "span").text(Numbers.probability(found.p()));
    p.appendText(" ").appendElement("small").text(Numbers.count(found.pairs()) + " pairs");
    row.number(Numbers.signed(found.effect()));
  }
}
