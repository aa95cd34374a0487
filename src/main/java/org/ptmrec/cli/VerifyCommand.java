package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
  @Mixin private PipelineFile pipelineFile;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object a line")
  private boolean json;

  @Override
  public Integer call() {
    PipelineSpec pipeline = pipelineFile.read();
    ArtifactStore store = PipelineFile.store(pipeline);
    int all = 0;
    int damaged = 0;
    Set<String> seen = new HashSet<>();
    for (PipelineSpec.Step step : pipeline.steps()) {
      for (Manifest manifest : store.manifests(step.name())) {
        Inspection inspection = store.verify(step.name(), manifest.fingerprint());
        print(step.name(), manifest.fingerprint(), inspection, "");
        damaged += inspection.isWhole() ? 0 : 1;
        all++;
        seen.add(manifest.fingerprint());
      }
    }
    for (RunRecord run : finished(pipeline, store)) {
      for (RunRecord.StageRecord stage : run.stages()) {
        if (stage.digest().isEmpty() || !seen.add(stage.fingerprint())) {
          continue;
        }
        Inspection inspection = store.inspect(stage.stage(), stage.fingerprint());
        if (!inspection.isWhole()) {
          print(stage.stage(), stage.fingerprint(), inspection, "run " + run.id() + " had it");
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

  private static List<RunRecord> finished(PipelineSpec pipeline, ArtifactStore store) {
    return new RunLedger(store.root())
        .runs().stream()
            .filter(run -> run.pipeline().equals(pipeline.name()))
            .filter(run -> run.status().equals(RunRecord.OK))
            .toList();
  }

  private void print(String stage, String fingerprint, Inspection inspection, String ifMissing) {
    PrintWriter out = spec.commandLine().getOut();
    String state = inspection.isWhole() ? "whole" : inspection.isCorrupt() ? "CORRUPT" : "MISSING";
    String problem =
        inspection.isCorrupt() ? inspection.problem() : inspection.isMissing() ? ifMissing : "";
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
