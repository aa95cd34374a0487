package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.pipeline.RunArtifacts;
import org.ptmrec.pipeline.RunDifference;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.report.MetricTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec diff}: in what two runs differ. */
@Command(
    name = "diff",
    description = "Compares two runs: environment, what was asked, content, metrics.",
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Parameters(index = "0", paramLabel = "RUN", description = "Id of a run, or its beginning")
  private String before;

  @Parameters(index = "1", paramLabel = "RUN", description = "Another; last is the last one")
  private String now;

  @Option(names = "--json", description = "Print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    ArtifactStore opened = store.open();
    RunLedger ledger = new RunLedger(opened.root());
    RunRecord one = ledger.find(before);
    RunRecord other = ledger.find(now);
    RunDifference difference = RunDifference.between(opened, one, opened, other);
    MetricTable old = TestMetrics.of(RunArtifacts.of(opened, one));
    MetricTable recent = TestMetrics.of(RunArtifacts.of(opened, other));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(DifferenceText.json(difference, old, recent));
    } else {
      DifferenceText.print(difference, old, recent, out);
    }
    out.flush();
    return ExitCode.OK;
  }
}
