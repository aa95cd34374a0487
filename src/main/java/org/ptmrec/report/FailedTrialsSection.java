package org.ptmrec.report;

import org.jsoup.nodes.Element;

/** Trials without a result. */
final class FailedTrialsSection implements PageSection {
  @Override
  public String id() {
    return "failed";
  }

  @Override
  public String heading() {
    return "Failed trials";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.failedTrials().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    section
        .appendElement("p")
        .text("Their neighbours were finished without them; no figure above has a share of these.");
    HtmlTable table =
        new HtmlTable(section, "Trials that failed")
            .column("Trial")
            .numbers("Seed")
            .column("Reason")
            .column("Message");
    for (FailedTraining failed : data.failedTrials()) {
      table
          .row(failed.variant().label())
          .number(Long.toString(failed.seed()))
          .code(failed.reason())
          .text(failed.message());
    }
  }
}
