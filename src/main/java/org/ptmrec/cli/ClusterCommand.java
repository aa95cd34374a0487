package org.ptmrec.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ptmrec cluster}: a Flink cluster on this machine, and what others need. */
@Command(
    name = "cluster",
    description = "A Flink cluster on this machine, and what any other needs to run the jobs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ClusterStartCommand.class,
      ClusterStatusCommand.class,
      ClusterStopCommand.class,
      ClusterBundleCommand.class
    })
final class ClusterCommand {

  /** Where the cluster's state and logs are. */
  static final class Folder {
    static final Path DEFAULT = Path.of("flink-cluster");

    @Option(
        names = "--folder",
        paramLabel = "FOLDER",
        description = "Its logs and state (${DEFAULT-VALUE})")
    Path path = DEFAULT;
  }
}
