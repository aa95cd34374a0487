package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ptmrec.pipeline.Activity;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.RunFollower;
import org.ptmrec.pipeline.RunLedger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec cancel}: ends a run, or the job that it has left on a cluster. */
@Command(
    name = "cancel",
    description =
        "Ends the latest run of a pipeline, or the job that a killed run has left on a cluster.",
    mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {
  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(names = "--run", paramLabel = "ID", description = "This run, as status names it")
  private @Nullable String run;

  @Override
  public Integer call() throws InterruptedException {
    PipelineSpec pipeline = pipelineFile.read();
    RunFollower follower = RunFollower.of(pipeline);
    Optional<Activity> activity =
        run == null
            ? follower.latest(pipeline.name())
            : follower.activity(new RunLedger(pipeline.store()).find(run).id());
    PrintWriter out = spec.commandLine().getOut();
    if (activity.isEmpty()) {
      String why =
          run == null
              ? "no run of " + pipeline.name() + " is under way"
              : "run " + run + " is not under way";
      out.println("nothing to cancel: " + why);
    } else {
      out.println(
          follower
              .cancel(activity.get())
              .map(ended -> "run " + activity.get().run() + ": ended " + ended)
              .orElse("nothing of run " + activity.get().run() + " runs any more"));
    }
    out.flush();
    return ExitCode.OK;
  }
}
