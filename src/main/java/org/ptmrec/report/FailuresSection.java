package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** Pictures that could not be had, by reason. */
final class FailuresSection implements PageSection {
  @Override
  public String id() {
    return "failures";
  }

  @Override
  public String heading() {
    return "Failed downloads";
  }

  @Override
  public boolean concerns(ReportData data) {
    return data.data().images().isPresent();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    if (data.failures().isEmpty()) {
      section.appendElement("p").text("Every picture that the catalogue names was downloaded.");
      return;
    }
    HtmlTable table =
        new HtmlTable(section, "Failed downloads by reason")
            .column("Reason")
            .numbers("Pictures")
            .column("Examples");
    for (FailureGroup group : data.failures()) {
      HtmlTable.Row row = table.row("").number(Numbers.count(group.count()));
      row.heading().appendElement("code").text(group.reason());
      Element samples = row.cell().appendElement("ul").addClass("samples");
      group.samples().forEach(sample -> append(samples.appendElement("li"), sample));
    }
  }

  /** The address stays text: a report should not lead anybody to where a strange shop wants. */
  private static void append(Element entry, FailureGroup.Sample sample) {
    entry.appendText("Item " + sample.item() + ": ");
    entry.appendElement("code").text(sample.url());
    entry
        .appendElement("small")
        .text(
            sample.detail()
                + (sample.attempts() > 1 ? " (" + sample.attempts() + " attempts)" : ""));
  }
}
