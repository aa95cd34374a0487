package org.ptmrec.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.observe.WorkLineage;
import org.ptmrec.pipeline.Ping;
import org.ptmrec.pipeline.PipelineRunner;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.SampleShop;
import org.ptmrec.pipeline.Selection;
import org.ptmrec.pipeline.StageFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec run}: makes what is not fresh. */
@Command(
    name = "run",
    description = "Runs the stages of a pipeline that are not fresh.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final String FLINK = "flink";
  private static final Duration PING_PATIENCE = Duration.ofMinutes(2);

  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(names = "--only", paramLabel = "STAGE", description = "Run this stage only")
  private @Nullable String only;

  @Option(names = "--from", paramLabel = "STAGE", description = "Run this stage and those after it")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "STAGE", description = "Run no stage after this one")
  private @Nullable String to;

  @Option(
      names = "--force",
      paramLabel = "STAGE",
      description = "Run this stage even if it is fresh; repeatable")
  private Set<String> forced = Set.of();

  @Option(
      names = "--retry-failed",
      paramLabel = "REASON[,REASON...]",
      arity = "0..1",
      preprocessor = FailureReasons.OnlyAfterEqualsSign.class,
      description =
          "Try again to get what could not be had, for one of these reasons such as"
              + " TIMEOUT,HTTP_429, or for any")
  private @Nullable String retried;

  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      description = "What runs the Beam pipelines; flink where --flink-master is given")
  private @Nullable String runner;

  @Option(
      names = "--flink-master",
      paramLabel = "[local]|HOST:PORT",
      description = "Flink inside this process, or a cluster")
  private @Nullable String flinkMaster;

  @Option(
      names = "--ping",
      description =
          "Only send a handful of items through all stages, to see that the runner, the workers, the"
              + " store and the devices are fit for the run; nothing is published")
  private boolean ping;

  @Option(names = "--json", description = "Print one JSON object a line")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PipelineSpec pipeline = pipelineFile.read(overrides());
    pipeline.lineage().check(pipeline.file());
    Selection selection =
        new Selection(
            Optional.ofNullable(only),
            Optional.ofNullable(from),
            Optional.ofNullable(to),
            forced,
            retried == null
                ? Set.of()
                : FailureReasons.parse("--retry-failed", List.of(retried.split(","))));
    ArtifactStore store = PipelineFile.store(pipeline);
    if (ping) {
      return ping(pipeline, store);
    }
    RunOutput output =
        json
            ? new JsonOutput(spec.commandLine().getOut())
            : new ConsoleOutput(spec.commandLine().getOut(), spec.commandLine().getErr());
    try (Interrupts interrupts = Interrupts.ofThisThread();
        SampleShop shop = SampleShop.open(pipeline);
        WorkLineage events = new WorkLineage(pipeline, store, Clock.systemUTC())) {
      PipelineRunner.Result result =
          new PipelineRunner(pipeline, store, new Listeners(List.of(output, events)))
              .run(selection);
      output.result(result.run(), TestMetrics.of(store, result.artifacts()));
      return ExitCode.of(result.run());
    }
  }

  private int ping(PipelineSpec pipeline, ArtifactStore store) throws InterruptedException {
    try (Interrupts interrupts = Interrupts.ofThisThread()) {
      Ping.Echo echo = new Ping(pipeline, store, PING_PATIENCE).run();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.line(echo.asMap()));
      } else {
        echo.workers().forEach(out::println);
        out.printf(
            "ping: %s answered in %s%n",
            String.join(", ", echo.stages()), ProgressText.duration(echo.elapsed()));
      }
      out.flush();
      return ExitCode.OK;
    } catch (StageFailedException e) {
      spec.commandLine()
          .getErr()
          .println("ptmrec: ping: stage " + e.stage() + " failed: " + e.getMessage());
      throw e;
    }
  }

  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    if (runner != null) {
      overrides.add("runner=" + runner);
    }
    if (flinkMaster != null) {
      if (runner == null) {
        overrides.add("runner=" + FLINK);
      } else if (!runner.equalsIgnoreCase(FLINK)) {
        throw new UserErrorException(
            "--flink-master %s: found --runner %s, expected --runner flink; leave one of them out"
                .formatted(flinkMaster, runner));
      }
      overrides.add("flinkMaster=\"" + flinkMaster + "\"");
    }
    return overrides;
  }
}
