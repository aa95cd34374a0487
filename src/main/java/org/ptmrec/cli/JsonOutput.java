package org.ptmrec.cli;

import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.ProgressSnapshot;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.StagePlan;
import org.ptmrec.report.MetricTable;

/** One JSON object a line, the last one about the run as a whole. */
final class JsonOutput implements RunOutput {
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

  private final PrintWriter out;
  private Instant lastProgress = Instant.EPOCH;

  JsonOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void runStarted(RunRecord run, List<StagePlan> plans, List<String> selected) {
    line("start", ImmutableMap.of("run", run.id(), "pipeline", run.pipeline(), "stages", selected));
  }

  @Override
  public void stageStarted(StagePlan plan) {
    line(
        "stage",
        ImmutableMap.of(
            "stage",
            plan.stage(),
            "status",
            "started",
            "state",
            plan.state().name(),
            "reason",
            plan.reason(),
            "fingerprint",
            plan.fingerprint()));
  }

  @Override
  public void stageProgressed(StagePlan plan, ProgressSnapshot progress) {
    if (Duration.between(lastProgress, Instant.now()).compareTo(PROGRESS_EVERY) >= 0) {
      lastProgress = Instant.now();
      line("progress", progress(plan.stage(), progress));
    }
  }

  static Map<String, Object> progress(String stage, ProgressSnapshot progress) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", stage);
    fields.put("done", progress.done());
    fields.put("total", progress.total());
    fields.put("failed", progress.failed());
    if (!progress.note().isEmpty()) {
      fields.put("note", progress.note());
    }
    return fields;
  }

  @Override
  public void stageFinished(StagePlan plan, Manifest manifest) {
    stage(plan, "made", manifest);
  }

  @Override
  public void stageReused(StagePlan plan, Manifest manifest) {
    stage(plan, "reused", manifest);
  }

  private void stage(StagePlan plan, String status, Manifest manifest) {
    line(
        "stage",
        ImmutableMap.of(
            "stage",
            plan.stage(),
            "status",
            status,
            "fingerprint",
            plan.fingerprint(),
            "digest",
            manifest.digest(),
            "millis",
            manifest.duration().toMillis()));
  }

  @Override
  public void stageFailed(StagePlan plan, String message) {
    line("stage", ImmutableMap.of("stage", plan.stage(), "status", "failed", "error", message));
  }

  @Override
  public void runFinished(RunRecord run) {
    if (!run.status().equals(RunRecord.OK)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("run", run.id());
      fields.put("status", run.status());
      if (run.error() != null) {
        fields.put("error", run.error());
      }
      line("run", fields);
    }
  }

  @Override
  public void result(RunRecord run, MetricTable metrics) {
    List<Map<String, Object>> values = new ArrayList<>();
    for (MetricTable.Row row : metrics.rows()) {
      row.values()
          .forEach(
              (metric, spread) -> {
                Map<String, Object> value = new LinkedHashMap<>();
                value.put("recommender", row.variant().base());
                value.put("tuning", row.variant().tuning());
                value.put("split", metrics.split());
                value.put("metric", metric);
                value.put("value", spread.mean());
                value.put("seeds", row.seeds().size());
                values.add(value);
              });
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", run.id());
    fields.put("status", run.status());
    if (run.report() != null) {
      fields.put("report", run.report());
    }
    if (run.gate() != null) {
      fields.put("gate", run.gate());
    }
    fields.put("metrics", values);
    line("run", fields);
  }

  private void line(String event, Map<String, ?> fields) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event);
    object.putAll(fields);
    out.println(Json.ordered(object));
    out.flush();
  }
}
