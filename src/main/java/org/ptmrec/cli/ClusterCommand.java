package org.ptmrec.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ptmrec cluster}: a Flink cluster on this machine. */
@Command(
    name = "cluster",
    description = "A Flink cluster on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ClusterStartCommand.class, ClusterStatusCommand.class, ClusterStopCommand.class})
final class ClusterCommand {

  /** Where the cluster's state and logs are. */
  static final class Folder {
    @Option(
        names = "--folder",
        paramLabel = "FOLDER",
        description = "Its logs and state (${DEFAULT-VALUE})")
    Path path = Path.of("flink-cluster");
  }
}
