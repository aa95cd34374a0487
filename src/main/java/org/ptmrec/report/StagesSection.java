package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** Where the time went and what came out. */
final class StagesSection implements PageSection {
  private static final int FINGERPRINT = 12;

  @Override
  public String id() {
    return "stages";
  }

  @Override
  public String heading() {
    return "Stages";
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    RunSummary run = data.run();
    section
        .appendElement("p")
        .text(
            "An artifact that an earlier run made is used again; the time is that of its making. "
                + "First stage begun "
                + Numbers.time(run.started())
                + ".");
    long longest =
        run.stages().stream().mapToLong(stage -> stage.duration().toMillis()).max().orElse(0);
    HtmlTable table =
        new HtmlTable(section, "Time and size of every stage")
            .column("Stage")
            .numbers("Time")
            .column("Share of the longest")
            .numbers("Records")
            .numbers("Size")
            .column("Made by run")
            .column("Fingerprint");
    for (StageSummary stage : run.stages()) {
      HtmlTable.Row row = table.row(stage.stage()).number(Numbers.duration(stage.duration()));
      appendBar(row.cell(), stage.duration().toMillis(), longest);
      row.number(Numbers.count(stage.records()))
          .number(Numbers.bytes(stage.bytes()))
          .code(stage.run())
          .code(abbreviated(stage.fingerprint()));
    }
  }

  private static void appendBar(Element cell, long millis, long longest) {
    long percent = longest == 0 ? 0 : Math.round(100.0 * millis / longest);
    cell.addClass("share")
        .appendElement("span")
        .addClass("bar")
        .attr("role", "img")
        .attr("aria-label", percent + " %")
        .attr("style", "width:" + Math.max(1, percent) + "%");
  }

  private static String abbreviated(String fingerprint) {
    return fingerprint.substring(0, Math.min(FINGERPRINT, fingerprint.length()));
  }
}
