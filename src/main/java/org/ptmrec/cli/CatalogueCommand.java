package org.ptmrec.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ptmrec.sample.SampleCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec catalogue}: the generated sample data. */
@Command(
    name = "catalogue",
    description = "Generates a sample catalogue: drawn pictures, texts, interactions.",
    mixinStandardHelpOptions = true)
final class CatalogueCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where it goes; new, or an older catalogue")
  private Path folder;

  @Option(names = "--users", description = "Users (${DEFAULT-VALUE})")
  private int users = 800;

  @Option(names = "--items", description = "Items (${DEFAULT-VALUE})")
  private int items = 360;

  @Option(names = "--seed", description = "Same seed, same catalogue (${DEFAULT-VALUE})")
  private long seed = 7;

  @Override
  public Integer call() {
    SampleCatalogue.create().withUsers(users).withItems(items).withSeed(seed).generate(folder);
    spec.commandLine()
        .getOut()
        .println(users + " users and " + items + " items in " + folder.toAbsolutePath());
    return ExitCode.OK;
  }
}
