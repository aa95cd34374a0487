package org.ptmrec.cli;

import java.io.PrintWriter;
import org.ptmrec.artifact.Versions;
import org.ptmrec.pipeline.FailureKind;
import org.ptmrec.pipeline.StageFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program {@code ptmrec}. */
@Command(
    name = "ptmrec",
    description = "Adapts a pretrained vision-language model to recommendation.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 done   2 bad input, nothing has run   3 a quality gate said no",
      "  4 a stage failed, earlier results are kept",
      "  5 no Flink cluster answers, or none has free slots   130 interrupted",
      "",
      "Start with: ptmrec run pipelines/quickstart.yaml"
    },
    subcommands = {
      RunCommand.class,
      FetchCommand.class,
      PlanCommand.class,
      StatusCommand.class,
      CancelCommand.class,
      FailuresCommand.class,
      VerifyCommand.class,
      ArtifactsCommand.class,
      DiffCommand.class,
      ReproduceCommand.class,
      LineageCommand.class,
      GcCommand.class,
      PinCommand.Pin.class,
      PinCommand.Unpin.class,
      KeysCommand.class,
      EmbedCommand.class,
      MergeCommand.class,
      CatalogueCommand.class,
      PretrainCommand.class,
      ClusterCommand.class,
      DoctorCommand.class,
      BenchCommand.class
    })
public final class Main {
  private Main() {}

  /** Prints versions. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ptmrec " + Versions.ptmrec()};
    }
  }

  public static void main(String[] arguments) {
    int code = run(arguments);
    // Threads of runners and kernels may still be there.
    System.exit(code);
  }

  /** Runs a command; returns the exit code. */
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult result) {
    PrintWriter err = command.getErr();
    if (failure instanceof InterruptedException) {
      return ExitCode.INTERRUPTED;
    }
    FailureKind kind = FailureKind.of(failure);
    if (kind == FailureKind.DEFECT) {
      err.println("ptmrec: this is a defect of ptmrec; please report it with what follows");
      failure.printStackTrace(err);
    } else if (!(failure instanceof StageFailedException)) { // told by whoever listened to the run
      err.println("ptmrec: " + failure.getMessage());
    }
    return ExitCode.of(kind);
  }
}
