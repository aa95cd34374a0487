package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.Lineage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ptmrec lineage}: where an artifact comes from and where it went. */
@Command(
    name = "lineage",
    description = "Shows what an artifact was made from, and what was made from it.",
    mixinStandardHelpOptions = true)
final class LineageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Parameters(
      paramLabel = "[STAGE/]FINGERPRINT",
      description = "An artifact; the beginning of the fingerprint is enough")
  private String id;

  @Option(names = "--json", description = "Print one artifact a line, with its parents")
  private boolean json;

  @Override
  public Integer call() {
    Lineage lineage = Lineage.of(store.open());
    Manifest manifest = lineage.find(id);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Set<Manifest> all = new LinkedHashSet<>();
      collect(manifest, lineage::parents, all);
      collect(manifest, lineage::children, all);
      all.forEach(one -> out.println(Json.ordered(object(one))));
    } else {
      out.println(described(manifest));
      print("made from", manifest, lineage::parents, out);
      print("used by", manifest, lineage::children, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void collect(
      Manifest from, Function<Manifest, List<Manifest>> next, Set<Manifest> all) {
    all.add(from);
    next.apply(from).forEach(other -> collect(other, next, all));
  }

  private static Map<String, Object> object(Manifest manifest) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("artifact", Lineage.name(manifest));
    object.put("digest", manifest.digest());
    object.put("pipeline", manifest.pipeline());
    object.put("run", manifest.run());
    object.put("finished", manifest.finished().toString());
    List<String> parents = new ArrayList<>();
    manifest.recipe().parents().forEach((stage, print) -> parents.add(stage + "/" + print));
    object.put("parents", parents);
    object.put("files", manifest.recipe().files());
    return object;
  }

  private static void print(
      String title, Manifest manifest, Function<Manifest, List<Manifest>> next, PrintWriter out) {
    if (!next.apply(manifest).isEmpty()) {
      out.println("\n" + title);
      branches(manifest, "", next, new LinkedHashSet<>(), out);
    }
  }

  /** An artifact that stands above is named again, but not what is below it. */
  private static void branches(
      Manifest of,
      String indent,
      Function<Manifest, List<Manifest>> next,
      Set<String> shown,
      PrintWriter out) {
    List<Manifest> branches = next.apply(of);
    for (int i = 0; i < branches.size(); i++) {
      Manifest branch = branches.get(i);
      boolean isLast = i == branches.size() - 1;
      boolean isNew = shown.add(Lineage.name(branch));
      boolean hasMore = !next.apply(branch).isEmpty();
      out.println(
          indent
              + (isLast ? "└─ " : "├─ ")
              + described(branch)
              + (isNew || !hasMore ? "" : " (see above)"));
      if (isNew) {
        branches(branch, indent + (isLast ? "   " : "│  "), next, shown, out);
      }
    }
  }

  private static String described(Manifest manifest) {
    return "%s/%s  run %s, %s, %s"
        .formatted(
            manifest.stage(),
            manifest.fingerprint().substring(0, 12),
            manifest.run(),
            ProgressText.duration(manifest.duration()),
            ProgressText.size(manifest.size()));
  }
}
