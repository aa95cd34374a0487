package org.ptmrec.cli;

import picocli.CommandLine.Command;

/** {@code ptmrec bench}: measurements of this machine. */
@Command(
    name = "bench",
    description = "Measures this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      BenchDownloadCommand.class,
      BenchEncodeCommand.class,
      BenchGraphCommand.class,
      BenchModelCommand.class,
      BenchTextsCommand.class,
      BenchTrainCommand.class,
      BenchTuneCommand.class
    })
final class BenchCommand {}
