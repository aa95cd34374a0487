package org.ptmrec.report;

import org.jsoup.nodes.Element;
import org.ptmrec.evaluate.Slices;

/** For whom and for what a recommender is good: active users or new ones, cold items or warm. */
final class SlicesSection implements PageSection {
  @Override
  public String id() {
    return "slices";
  }

  @Override
  public String heading() {
    return "Cold items and activity of users";
  }

  @Override
  public boolean concerns(ReportData data) {
    return !data.slices().rows().isEmpty();
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    SliceTable slices = data.slices();
    section
        .appendElement("p")
        .text(
            slices.metric()
                + " on the test split for parts of what was held out: of users by how many"
                + " interactions they trained with, and of "
                + Slices.COLD_ITEMS
                + " (few training interactions; the key coldBelow of the stage evaluate says how"
                + " few) and warm ones. The same rankings of the whole catalogue everywhere.");
    HtmlTable table =
        new HtmlTable(section, slices.metric() + " by slice")
            .column("Recommender")
            .column("Tuning");
    slices
        .users()
        .forEach((slice, users) -> table.numbers(slice + " (" + Numbers.count(users) + " users)"));
    for (SliceTable.Row values : slices.rows()) {
      HtmlTable.Row row = table.row(values.variant().recommender());
      MetricsSection.describe(values.variant(), row);
      for (String slice : slices.users().keySet()) {
        MetricsSection.appendValue(row, values.values().get(slice), false);
      }
    }
  }
}
