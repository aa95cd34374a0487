package org.ptmrec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.Json;
import org.ptmrec.cluster.ClusterBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec cluster bundle}: the jars that a Flink cluster of somebody else needs. */
@Command(
    name = "bundle",
    description =
        "Writes lib/ and plugins/, to be copied into the distribution of any Flink 1.19 cluster.",
    mixinStandardHelpOptions = true)
final class ClusterBundleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "Where it goes (${DEFAULT-VALUE})")
  private Path folder = Path.of("flink-bundle");

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ClusterBundle.Written written = ClusterBundle.write(folder);
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              Json.line(
                  Map.of(
                      "folder", written.folder().toString(),
                      "libraries", written.libraries(),
                      "bytes", written.bytes())));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "%d libraries and the program, %s: copy %s/* into FLINK_HOME of every machine of the"
                  + " cluster, and restart it%n",
              written.libraries(), ProgressText.size(written.bytes()), written.folder());
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
