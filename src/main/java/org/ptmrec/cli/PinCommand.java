package org.ptmrec.cli;

import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.pipeline.RunLedger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ptmrec pin} and {@code ptmrec unpin}: what is kept for good. */
final class PinCommand {
  private PinCommand() {}

  /** Keeps. */
  @Command(
      name = "pin",
      description = "Keeps a run and its artifacts from ptmrec gc.",
      mixinStandardHelpOptions = true)
  static final class Pin implements Runnable {
    @Mixin private StoreOption store;

    @Parameters(paramLabel = "RUN", description = "Id of a run, its beginning, or last")
    private String run;

    @Override
    public void run() {
      ArtifactStore opened = store.open();
      RunLedger ledger = new RunLedger(opened.root());
      ledger.pin(ledger.find(run));
    }
  }

  /** Lets go. */
  @Command(
      name = "unpin",
      description = "Gives a run to ptmrec gc again.",
      mixinStandardHelpOptions = true)
  static final class Unpin implements Runnable {
    @Mixin private StoreOption store;

    @Parameters(paramLabel = "RUN", description = "Id of a run, its beginning, or last")
    private String run;

    @Override
    public void run() {
      ArtifactStore opened = store.open();
      RunLedger ledger = new RunLedger(opened.root());
      ledger.unpin(ledger.find(run));
    }
  }
}
