package org.ptmrec.report;

import com.google.common.collect.Maps;
import java.util.Map;
import org.jsoup.nodes.Element;

/** With what parameters, versions and machine, and what the stages counted. */
final class ConfigurationSection implements PageSection {
  @Override
  public String id() {
    return "configuration";
  }

  @Override
  public String heading() {
    return "Configuration and environment";
  }

  @Override
  public void appendTo(Element section, ReportData data) {
    Element columns = section.appendElement("div").addClass("columns");
    for (StageSummary stage : data.run().stages()) {
      Element block = columns.appendElement("div").addClass("block");
      block.appendElement("h3").text(stage.stage());
      append(block, "Parameters of " + stage.stage(), stage.configuration());
      append(block, "Counted by " + stage.stage(), counted(stage));
    }
    Element block = columns.appendElement("div").addClass("block");
    block.appendElement("h3").text("Environment");
    append(block, "Versions and machine", data.run().environment());
  }

  private static Map<String, String> counted(StageSummary stage) {
    return Maps.transformValues(stage.counters(), Numbers::count);
  }

  private static void append(Element block, String caption, Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    HtmlTable table = new HtmlTable(block, caption).column("Name").column("Value");
    values.forEach((name, value) -> table.row(name).text(value));
  }
}
