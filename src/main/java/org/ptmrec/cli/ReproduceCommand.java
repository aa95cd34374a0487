package org.ptmrec.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.pipeline.PipelineRunner;
import org.ptmrec.pipeline.Reproduction;
import org.ptmrec.pipeline.RunArtifacts;
import org.ptmrec.pipeline.RunDifference;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.SampleShop;
import org.ptmrec.report.MetricTable;
import org.ptmrec.stage.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec reproduce}: makes a run once more and compares. */
@Command(
    name = "reproduce",
    description = {
      "Makes all artifacts of a run once more, elsewhere, and compares content and metrics.",
      "Says first what differs in the environment. Ends with 3 if the content differs."
    },
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Parameters(paramLabel = "RUN", description = "Id of a run, its beginning, or last")
  private String name;

  @Option(names = "--to", paramLabel = "STAGE", description = "Make no stage after this one")
  private @Nullable String to;

  @Option(
      names = "--scratch",
      paramLabel = "FOLDER",
      description = "Where to make it; kept. By default a temporary folder, kept if it differs")
  private @Nullable Path scratch;

  @Option(names = "--json", description = "Print one JSON object at the end")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ArtifactStore opened = store.open();
    RunRecord run = new RunLedger(opened.root()).find(name);
    Path folder =
        scratch == null ? Files.createTempDirectory("ptmrec-reproduce") : scratch.toAbsolutePath();
    Reproduction reproduction = Reproduction.of(opened, run, folder, Stages.all());
    boolean isSame;
    try (Interrupts interrupts = Interrupts.ofThisThread();
        SampleShop shop = SampleShop.open(reproduction.pipeline())) {
      PrintWriter err = spec.commandLine().getErr();
      announce(run, folder, reproduction.differences(), err);
      PipelineRunner.Result made =
          reproduction.make(
              new ConsoleOutput(spec.commandLine().getOut(), err), Optional.ofNullable(to));
      isSame = compare(opened, run, reproduction, made);
    }
    if (isSame && scratch == null) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } else {
      spec.commandLine().getErr().println("what was made is in " + folder);
    }
    return isSame ? ExitCode.OK : ExitCode.NOT_GOOD_ENOUGH;
  }

  private static void announce(
      RunRecord run, Path folder, List<String> differences, PrintWriter err) {
    err.println("reproducing run " + run.id() + " in " + folder);
    if (differences.isEmpty()) {
      err.println("environment, code and inputs are as they were");
    } else {
      err.println("not as it was:");
      differences.forEach(line -> err.println("  " + line));
    }
    err.flush();
  }

  private boolean compare(
      ArtifactStore opened, RunRecord run, Reproduction reproduction, PipelineRunner.Result made) {
    RunDifference difference = reproduction.compare(made);
    MetricTable before = TestMetrics.of(RunArtifacts.of(opened, run));
    MetricTable now = TestMetrics.of(reproduction.scratch(), made.artifacts());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(DifferenceText.json(difference, before, now));
    } else {
      DifferenceText.print(difference, before, now, out);
      out.println();
      out.println(
          difference.isSame()
              ? "reproduced: every stage has the same content"
              : "NOT reproduced: content differs");
    }
    out.flush();
    return difference.isSame();
  }
}
