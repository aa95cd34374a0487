package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.Planner;
import org.ptmrec.pipeline.SampleShop;
import org.ptmrec.pipeline.Selection;
import org.ptmrec.pipeline.StagePlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec plan}: what a run would make, and why, and what it would take. */
@Command(
    name = "plan",
    description =
        "Says which stages are FRESH, STALE, MISSING or CORRUPT, and why; with --price also"
            + " what they will take.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(
      names = "--price",
      description =
          "Predict time, memory and bytes: from earlier runs in the store, from counted work and from"
              + " rates that are measured now, which may take minutes; input files need not be there")
  private boolean isPriced;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "With --price: how many a trial takes until it stops early; else all it may")
  private @Nullable Integer epochs;

  @Option(names = "--json", description = "Print one JSON object a line")
  private boolean json;

  @Override
  public Integer call() {
    if (epochs != null && !isPriced) {
      throw new UserErrorException("--epochs goes with --price");
    }
    if (epochs != null && epochs < 1) {
      throw new UserErrorException("--epochs %d: at least 1 is needed".formatted(epochs));
    }
    PipelineSpec pipeline = pipelineFile.read();
    ArtifactStore store = PipelineFile.store(pipeline);
    PrintWriter out = spec.commandLine().getOut();
    try (SampleShop shop = SampleShop.open(pipeline)) {
      if (isPriced) {
        PriceOutput price =
            new PriceOutput(pipeline, store, Optional.ofNullable(epochs), spec.commandLine());
        price.print(plansIfPossible(pipeline, store), json);
      } else {
        print(new Planner(store).plan(pipeline, Selection.ALL), out);
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  /** What needs files that are not there yet can be priced all the same. */
  private List<StagePlan> plansIfPossible(PipelineSpec pipeline, ArtifactStore store) {
    try {
      return new Planner(store).plan(pipeline, Selection.ALL);
    } catch (UserErrorException e) {
      spec.commandLine().getErr().println("all stages are priced, since " + e.getMessage());
      return List.of();
    }
  }

  private void print(List<StagePlan> plans, PrintWriter out) {
    if (json) {
      plans.forEach(plan -> out.println(Json.ordered(object(plan))));
    } else {
      TextTable table = new TextTable(List.of("stage", "state", "fingerprint", "reason"));
      plans.forEach(
          plan ->
              table.add(
                  List.of(
                      plan.stage(),
                      plan.state().name(),
                      plan.fingerprint().substring(0, 12),
                      plan.reason())));
      out.print(table);
    }
  }

  private static Map<String, String> object(StagePlan plan) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("stage", plan.stage());
    object.put("state", plan.state().name());
    object.put("fingerprint", plan.fingerprint());
    object.put("reason", plan.reason());
    return object;
  }
}
