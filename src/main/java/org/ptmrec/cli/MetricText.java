package org.ptmrec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ptmrec.report.MetricTable;
import org.ptmrec.report.Spread;

/** A metric table as text: mean, and standard deviation where there are several seeds. */
final class MetricText {
  private MetricText() {}

  static String of(MetricTable metrics) {
    List<String> header = new ArrayList<>(List.of("on " + metrics.split()));
    header.addAll(metrics.metrics());
    TextTable table = new TextTable(header);
    for (MetricTable.Row row : metrics.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.variant().label()));
      for (String metric : metrics.metrics()) {
        cells.add(cell(row.values().get(metric)));
      }
      table.add(cells);
    }
    return table.toString();
  }

  private static String cell(@Nullable Spread spread) {
    if (spread == null) {
      return "-";
    }
    return spread.deviation().isPresent()
        ? String.format(Locale.ROOT, "%.4f ± %.4f", spread.mean(), spread.deviation().getAsDouble())
        : String.format(Locale.ROOT, "%.4f", spread.mean());
  }
}
