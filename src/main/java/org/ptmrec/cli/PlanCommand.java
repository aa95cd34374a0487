package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Json;
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

/** {@code ptmrec plan}: what a run would make, and why. */
@Command(
    name = "plan",
    description = "Says which stages are FRESH, STALE, MISSING or CORRUPT, and why.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object a line")
  private boolean json;

  @Override
  public Integer call() {
    PipelineSpec pipeline = pipelineFile.read();
    ArtifactStore store = PipelineFile.store(pipeline);
    try (SampleShop shop = SampleShop.open(pipeline)) {
      print(new Planner(store).plan(pipeline, Selection.ALL), spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }

  private void print(List<StagePlan> plans, PrintWriter out) {
    if (json) {
      for (StagePlan plan : plans) {
        Map<String, String> object = new LinkedHashMap<>();
        object.put("stage", plan.stage());
        object.put("state", plan.state().name());
        object.put("fingerprint", plan.fingerprint());
        object.put("reason", plan.reason());
        out.println(Json.ordered(object));
      }
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
    out.flush();
  }
}
