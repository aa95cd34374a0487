package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.GarbageCollection;
import org.ptmrec.pipeline.Lineage;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.pipeline.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec gc}: frees what no run needs. */
@Command(
    name = "gc",
    description = {
      "Removes artifacts that no kept run needs, and the records of the other runs.",
      "Kept are the last runs of every pipeline, and what is running, pinned or promoted."
    },
    mixinStandardHelpOptions = true)
final class GcCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Option(
      names = "--keep-last",
      paramLabel = "N",
      required = true,
      description = "How many runs of every pipeline that ended well are kept, and all after them")
  private int keepLast;

  @Option(
      names = "--ended",
      paramLabel = "RUN",
      description = "This run, which another machine did, is known not to run any more; repeatable")
  private List<String> ended = List.of();

  @Option(names = "--dry-run", description = "Only say what would be removed")
  private boolean isDry;

  @Option(names = "--json", description = "Print one removed artifact, run or folder a line")
  private boolean json;

  @Override
  public Integer call() {
    if (keepLast < 0) {
      throw new UserErrorException("--keep-last is " + keepLast + ", expected at least 0");
    }
    ArtifactStore opened = store.open();
    GarbageCollection garbage = new GarbageCollection(opened, keepLast, ended(opened));
    for (RunRecord run : garbage.elsewhere()) {
      spec.commandLine()
          .getErr()
          .printf(
              "kept: run %s is under way on %s by its record; if it is not any more, add --ended %s%n",
              run.id(), run.host(), run.id());
    }
    if (!isDry) {
      garbage.sweep();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      print(garbage, out);
    } else {
      table(garbage, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private Set<String> ended(ArtifactStore opened) {
    Set<String> ids = new HashSet<>();
    for (String name : ended) {
      RunRecord run = new RunLedger(opened.root()).find(name);
      if (!run.isElsewhere()) {
        throw new UserErrorException(
            "--ended %s: found a run that is %s, expected one of another machine; leave it out"
                .formatted(name, run.seenStatus()));
      }
      ids.add(run.id());
    }
    return ids;
  }

  private static void print(GarbageCollection garbage, PrintWriter out) {
    record Removed(String kind, String name, long bytes) {}
    garbage
        .artifacts()
        .forEach(
            one -> out.println(Json.line(new Removed("artifact", Lineage.name(one), one.size()))));
    garbage.runs().forEach(run -> out.println(Json.line(new Removed("run", run.id(), 0))));
    garbage.leftovers().forEach(one -> out.println(Json.line(new Removed("leftover", one, 0))));
  }

  private void table(GarbageCollection garbage, PrintWriter out) {
    TextTable table = new TextTable(List.of("stage", "fingerprint", "size", "run"));
    for (Manifest manifest : garbage.artifacts()) {
      table.add(
          List.of(
              manifest.stage(),
              manifest.fingerprint().substring(0, 12),
              ProgressText.size(manifest.size()),
              manifest.run()));
    }
    if (!garbage.artifacts().isEmpty()) {
      out.print(table);
    }
    for (RunRecord run : garbage.runs()) {
      out.println("record of run " + run.id() + " (" + run.seenStatus() + ")");
    }
    garbage.leftovers().forEach(folder -> out.println("left behind: " + folder));
    out.printf(
        "%s%d artifacts, %s, %d run records, %d leftovers%n",
        isDry ? "would remove " : "removed ",
        garbage.artifacts().size(),
        ProgressText.size(garbage.artifacts().stream().mapToLong(Manifest::size).sum()),
        garbage.runs().size(),
        garbage.leftovers().size());
  }
}
