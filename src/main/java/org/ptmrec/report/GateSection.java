package org.ptmrec.report;

import org.jsoup.nodes.Element;
import org.ptmrec.schema.QualityVerdict;

/** Whether the run may be promoted, and what that rests on. */
final class GateSection implements PageSection {
  @Override
  public String id() {
    return "gate";
  }

  @Override
  public String heading() {
    return "Quality gate";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.verdicts().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    for (QualityVerdict verdict : data.verdicts()) {
      Element outcome = section.appendElement("p").addClass("outcome");
      outcome.appendElement("strong").text(verdict.getPassed() ? "Passed" : "Not passed");
      outcome.appendText(": " + verdict.getMetric() + " " + verdict.getReason() + ".");
      if (verdict.getBaselineTrial() != null) {
        append(section, verdict);
      }
    }
  }

  private static void append(Element section, QualityVerdict verdict) {
    HtmlTable table =
        new HtmlTable(section, "Best trial of this run and of run " + verdict.getBaselineRun())
            .column("Metric")
            .numbers("This run")
            .numbers("Baseline")
            .numbers("Difference")
            .numbers("95 % interval")
            .numbers("p")
            .numbers("d")
            .numbers("Users in both");
    HtmlTable.Row unused =
        table
            .row(verdict.getMetric())
            .number(Numbers.metric(verdict.getValue()))
            .number(Numbers.metric(verdict.getBaselineValue()))
            .number(Numbers.difference(verdict.getDifference()))
            .number(
                Numbers.difference(verdict.getLow())
                    + " to "
                    + Numbers.difference(verdict.getHigh()))
            .number(Numbers.probability(verdict.getP()))
            .number(Numbers.signed(verdict.getEffect()))
            .number(Numbers.count(verdict.getUsers()));
  }
}
