package org.ptmrec.cli;

import org.ptmrec.artifact.UserErrorException;
import picocli.CommandLine.Option;

/** How much is measured. */
final class RepetitionOptions {
  @Option(names = "--batch", description = "Images, and texts, a step (${DEFAULT-VALUE})")
  private int batch = 32;

  @Option(names = "--rounds", description = "Timed repetitions (${DEFAULT-VALUE})")
  private int rounds = 7;

  int batch() {
    return atLeastOne("--batch", batch);
  }

  int rounds() {
    return atLeastOne("--rounds", rounds);
  }

  private static int atLeastOne(String option, int value) {
    if (value < 1) {
      throw new UserErrorException("%s %d: expected at least 1".formatted(option, value));
    }
    return value;
  }
}
