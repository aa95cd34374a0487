package org.ptmrec.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.ProgressSnapshot;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.StagePlan;
import org.ptmrec.report.MetricTable;

/**
 * For people: on a terminal one line that is rewritten, elsewhere a line now and then; the results
 * as a table on standard output.
 */
final class ConsoleOutput implements RunOutput {
  private static final Duration PLAIN_EVERY = Duration.ofSeconds(15);

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean isTerminal = System.getenv("PTMREC_TERMINAL") != null;
  private final RecentRate rate = new RecentRate();
  private Instant lastProgress = Instant.EPOCH;
  private int shown;

  ConsoleOutput(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void runStarted(RunRecord run, List<StagePlan> plans, List<String> selected) {
    long stale = plans.stream().filter(p -> !p.isFresh() && selected.contains(p.stage())).count();
    say(
        "run %s of %s (%s runner): %d of %d stages to make",
        run.id(), run.pipeline(), run.runner(), stale, plans.size());
  }

  @Override
  public void stageStarted(StagePlan plan) {
    lastProgress = Instant.now();
    say("%-16s %s: %s", plan.stage(), plan.state(), plan.reason());
  }

  @Override
  public void stageProgressed(StagePlan plan, ProgressSnapshot progress) {
    boolean isEmpty = progress.done() == 0 && progress.total() == 0 && progress.note().isEmpty();
    if (isEmpty && !isTerminal) {
      return;
    }
    String text = plan.stage() + "  " + ProgressText.of(progress, rate.with(progress));
    if (isTerminal) {
      err.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
      err.flush();
      shown = text.length();
    } else if (Duration.between(lastProgress, Instant.now()).compareTo(PLAIN_EVERY) >= 0) {
      lastProgress = Instant.now();
      say("%s", text);
    }
  }

  @Override
  public void stageFinished(StagePlan plan, Manifest manifest) {
    say(
        "%-16s made in %s: %s, %s",
        plan.stage(),
        ProgressText.duration(manifest.duration()),
        records(manifest),
        ProgressText.size(manifest.size()));
    long failures = ProgressText.failures(manifest.counters());
    if (failures > 0) {
      say("%-16s %d failures: %s", "", failures, ProgressText.reasons(manifest.counters()));
    }
  }

  private static String records(Manifest manifest) {
    long records = manifest.parts().stream().mapToLong(part -> part.records()).sum();
    return records == 0
        ? manifest.parts().size() + " files"
        : String.format(Locale.ROOT, "%,d records", records);
  }

  @Override
  public void stageReused(StagePlan plan, Manifest manifest) {
    say("%-16s FRESH", plan.stage());
  }

  @Override
  public void stageFailed(StagePlan plan, String message) {
    // Said once, at the end of the run.
  }

  @Override
  public void runFinished(RunRecord run) {
    if (run.status().equals(RunRecord.FAILED)) {
      String stage =
          run.stages().stream()
              .filter(record -> record.status().equals("failed"))
              .map(record -> "stage " + record.stage() + " failed: ")
              .findFirst()
              .orElse("");
      say("ptmrec: %s%s", stage, String.valueOf(run.error()));
    } else if (run.status().equals(RunRecord.INTERRUPTED)) {
      say("ptmrec: interrupted; what was published is kept, run again to go on");
    }
  }

  @Override
  public void result(RunRecord run, MetricTable metrics) {
    if (!metrics.rows().isEmpty()) {
      out.println();
      out.print(MetricText.of(metrics));
    }
    RunRecord.Gate gate = run.gate();
    if (gate != null) {
      out.println();
      out.println(
          "gate: "
              + (gate.passed() ? "passed" : "FAILED, not promoted")
              + (gate.baseline().isEmpty() ? "; " : " against run " + gate.baseline() + "; ")
              + gate.metric()
              + " "
              + gate.reason());
    }
    if (run.report() != null) {
      out.println();
      out.println("report: " + run.report());
    }
    out.flush();
  }

  private void say(String format, Object... arguments) {
    clear();
    err.println(String.format(Locale.ROOT, format, arguments));
    err.flush();
  }

  private void clear() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }
}
