package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ptmrec.artifact.Json;
import org.ptmrec.pipeline.RunDifference;
import org.ptmrec.report.MetricTable;
import org.ptmrec.report.Spread;

/** In what two runs differ, for people and for programs. */
final class DifferenceText {
  private DifferenceText() {}

  /** A metric of a variant in both runs. */
  private record Change(String variant, String metric, double before, double now) {}

  static void print(
      RunDifference difference, MetricTable before, MetricTable now, PrintWriter out) {
    out.println(difference.environment().isEmpty() ? "environment: the same" : "environment");
    difference.environment().forEach(line -> out.println("  " + line));
    out.println();
    TextTable stages = new TextTable(List.of("stage", "content", "why"));
    difference
        .stages()
        .forEach(stage -> stages.add(List.of(stage.stage(), stage.content(), why(stage))));
    out.print(stages);
    List<Change> changes = changes(before, now);
    if (!changes.isEmpty()) {
      TextTable table = new TextTable(List.of("on test", "metric", "before", "now", "difference"));
      for (Change change : changes) {
        table.add(
            List.of(
                change.variant(),
                change.metric(),
                String.format(Locale.ROOT, "%.4f", change.before()),
                String.format(Locale.ROOT, "%.4f", change.now()),
                String.format(Locale.ROOT, "%.4f", change.now() - change.before())));
      }
      out.println();
      out.print(table);
    }
  }

  private static String why(RunDifference.StageDifference stage) {
    return Stream.of(stage.asked(), stage.cause())
        .filter(reason -> !reason.isEmpty())
        .collect(Collectors.joining("; "));
  }

  static String json(RunDifference difference, MetricTable before, MetricTable now) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("same", difference.isSame());
    object.put("environment", difference.environment());
    object.put("stages", difference.stages());
    object.put("metrics", changes(before, now));
    return Json.ordered(object);
  }

  private static List<Change> changes(MetricTable before, MetricTable now) {
    List<Change> changes = new ArrayList<>();
    for (MetricTable.Row row : before.rows()) {
      now.find(row.variant())
          .ifPresent(
              other ->
                  before
                      .metrics()
                      .forEach(
                          metric -> {
                            Spread old = row.values().get(metric);
                            Spread recent = other.values().get(metric);
                            if (old != null && recent != null) {
                              changes.add(
                                  new Change(
                                      row.variant().label(), metric, old.mean(), recent.mean()));
                            }
                          }));
    }
    return changes;
  }
}
