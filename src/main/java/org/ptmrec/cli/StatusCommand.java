package org.ptmrec.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.RunFollower;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.pipeline.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec status}: the runs of a pipeline, and how far the one is that is under way. */
@Command(
    name = "status",
    description = "Shows the last runs of a pipeline, and the stages of the last one.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(
      names = "--last",
      paramLabel = "N",
      converter = Count.Positive.class,
      description = "How many runs (${DEFAULT-VALUE})")
  private int last = 10;

  @Option(names = "--json", description = "Print one JSON object a line")
  private boolean json;

  @Option(
      names = "--follow",
      description = "Show how far the latest run is until it has ended, and end with its exit code")
  private boolean isFollowing;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description = "How often (1 on a terminal, 15 elsewhere)")
  private int every;

  @Override
  public Integer call() throws InterruptedException {
    PipelineSpec pipeline = pipelineFile.read();
    if (isFollowing) {
      return new FollowRun(
              RunFollower.of(pipeline),
              spec.commandLine().getOut(),
              json,
              Duration.ofSeconds(every))
          .follow(pipeline.name());
    }
    List<RunRecord> runs =
        new RunLedger(pipeline.store())
            .runs().stream()
                .filter(run -> run.pipeline().equals(pipeline.name()))
                .limit(last)
                .toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      runs.forEach(run -> out.println(Json.line(run)));
    } else if (runs.isEmpty()) {
      out.println("no runs of " + pipeline.name() + " in " + pipeline.store());
    } else {
      out.print(table(runs));
      out.println();
      out.print(stages(runs.get(0)));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static TextTable table(List<RunRecord> runs) {
    TextTable table = new TextTable(List.of("run", "started", "status", "time", "runner", "error"));
    for (RunRecord run : runs) {
      table.add(
          List.of(
              run.id(),
              TIME.format(run.started()),
              run.seenStatus(),
              run.finished() == null
                  ? ""
                  : ProgressText.duration(Duration.between(run.started(), run.finished())),
              run.runner(),
              run.error() == null ? "" : run.error()));
    }
    return table;
  }

  private static TextTable stages(RunRecord run) {
    TextTable table = new TextTable(List.of("stage", "status", "time", "fingerprint", "digest"));
    for (RunRecord.StageRecord stage : run.stages()) {
      table.add(
          List.of(
              stage.stage(),
              stage.status(),
              ProgressText.duration(Duration.ofMillis(stage.millis())),
              stage.fingerprint().substring(0, 12),
              stage.digest().isEmpty() ? "" : stage.digest().substring(0, 12)));
    }
    return table;
  }
}
