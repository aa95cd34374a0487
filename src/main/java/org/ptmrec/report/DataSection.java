package org.ptmrec.report;

import java.util.Locale;
import org.jsoup.nodes.Element;

/** What was learnt from, and what is missing in it. */
final class DataSection implements PageSection {
  @Override
  public String id() {
    return "data";
  }

  @Override
  public String heading() {
    return "Data";
  }

  @Override
  public boolean concerns(ReportData data) {
    return data.data().users() > 0 || data.data().items() > 0;
  }

  @Override
  public void appendTo(Element section, ReportData report) {
    DataSummary data = report.data();
    Element pair = section.appendElement("div").addClass("pair");
    appendInteractions(pair.appendElement("div"), data);
    appendItems(pair.appendElement("div"), data);
    if (!data.source().isEmpty()) {
      HtmlTable table =
          new HtmlTable(section, "From the source files").column("What").numbers("Count");
      data.source()
          .forEach((what, count) -> table.row(capitalized(what)).number(Numbers.count(count)));
    }
  }

  private static String capitalized(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static void appendInteractions(Element parent, DataSummary data) {
    HtmlTable table = new HtmlTable(parent, "Interactions").column("What").numbers("Count");
    table.row("Users").number(Numbers.count(data.users()));
    table.row("Items").number(Numbers.count(data.items()));
    table.row("Interactions").number(Numbers.count(data.interactions()));
    table.row("of these to train on").number(Numbers.count(data.train()));
    table.row("to validate with").number(Numbers.count(data.valid()));
    table.row("to test with").number(Numbers.count(data.test()));
    table.row("Pairs without interaction").number(Numbers.finePercent(data.sparsity()));
    table.row("Of one user: least, median, most").number(range(data.perUser()));
    table.row("Of one item: least, median, most").number(range(data.perItem()));
  }

  private static String range(DataSummary.Range range) {
    return Numbers.count(range.least())
        + " · "
        + Numbers.count(range.median())
        + " · "
        + Numbers.count(range.most());
  }

  private static void appendItems(Element parent, DataSummary data) {
    HtmlTable table =
        new HtmlTable(parent, "Contents of items").column("What").numbers("Items").numbers("Share");
    share(table, "Without a title", data.withoutTitle(), data);
    share(table, "Nothing beyond a title (no description)", data.titleOnly(), data);
    data.cutTexts().ifPresent(cut -> share(table, "Text longer than the encoder reads", cut, data));
    data.cutTexts()
        .ifPresent(
            cut ->
                table
                    .row("Tokens of a text: least, median, most")
                    .number(range(data.tokens()))
                    .number(""));
    share(table, "Cold: without an interaction to train on", data.coldItems(), data);
    share(table, "Without the address of a picture", data.withoutImageAddress(), data);
    data.images()
        .ifPresent(
            images -> {
              share(table, "Without a picture", data.items() - images.items(), data);
              table.row("Different pictures").number(Numbers.count(images.distinct())).number("");
            });
  }

  private static void share(HtmlTable table, String what, int count, DataSummary data) {
    table
        .row(what)
        .number(Numbers.count(count))
        .number(data.items() == 0 ? "–" : Numbers.percent(count / (double) data.items()));
  }
}
