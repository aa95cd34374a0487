package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.RunLedger;
import org.ptmrec.pipeline.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ptmrec verify}: reads every artifact to the last byte, and misses those of recorded runs.
 */
@Command(
    name = "verify",
    description = "Compares every artifact of a pipeline's stages with its digests.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final String CORRUPT = "CORRUPT";

  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object a line")
  private boolean json;

  @Override
  public Integer call() {
    PipelineSpec pipeline = pipelineFile.read();
    ArtifactStore store = PipelineFile.store(pipeline);
    int damaged = 0;
    Set<String> seen = new HashSet<>();
    for (PipelineSpec.Step step : pipeline.steps()) {
      for (Manifest manifest : store.manifests(step.name())) {
        Inspection inspection = store.verify(step.name(), manifest.fingerprint());
        String problem = inspection.isCorrupt() ? inspection.problem() : "";
        print(step.name(), manifest.fingerprint(), problem.isEmpty() ? "whole" : CORRUPT, problem);
        damaged += problem.isEmpty() ? 0 : 1;
        seen.add(manifest.fingerprint());
      }
    }
    int all = seen.size();
    for (RunRecord run : new RunLedger(store.root()).runs()) {
      for (RunRecord.StageRecord stage : run.stages()) {
        if (run.pipeline().equals(pipeline.name())
            && run.status().equals(RunRecord.OK)
            && !stage.digest().isEmpty()
            && seen.add(stage.fingerprint())
            && store.inspect(stage.stage(), stage.fingerprint()).isMissing()) {
          print(stage.stage(), stage.fingerprint(), "MISSING", "run " + run.id() + " had it");
          damaged++;
          all++;
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(all - damaged + " of " + all + " artifacts are whole");
      if (damaged > 0) {
        out.println("run the pipeline to make them again, as far as it still asks for them");
      }
    }
    out.flush();
    return damaged == 0 ? ExitCode.OK : ExitCode.STAGE_FAILED;
  }

  private void print(String stage, String fingerprint, String state, String problem) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("stage", stage);
      object.put("fingerprint", fingerprint);
      object.put("state", state);
      object.put("problem", problem);
      out.println(Json.ordered(object));
    } else {
      out.printf("%-16s %s  %s  %s%n", stage, fingerprint, state, problem);
    }
  }
}
