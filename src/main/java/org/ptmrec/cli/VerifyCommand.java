package org.ptmrec.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.PipelineSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec verify}: reads every artifact to the last byte. */
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
    int damaged = 0;
    int all = 0;
    for (PipelineSpec.Step step : pipeline.steps()) {
      for (Manifest manifest : store.manifests(step.name())) {
        Inspection inspection = store.verify(step.name(), manifest.fingerprint());
        print(manifest, inspection);
        damaged += inspection.isWhole() ? 0 : 1;
        all++;
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(all - damaged + " of " + all + " artifacts are whole");
      if (damaged > 0) {
        out.println("run the pipeline to make the damaged ones again");
      }
    }
    out.flush();
    return damaged == 0 ? ExitCode.OK : ExitCode.STAGE_FAILED;
  }

  private void print(Manifest manifest, Inspection inspection) {
    PrintWriter out = spec.commandLine().getOut();
    String state = inspection.isWhole() ? "whole" : "CORRUPT";
    String problem = inspection.isCorrupt() ? inspection.problem() : "";
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("stage", manifest.stage());
      object.put("fingerprint", manifest.fingerprint());
      object.put("state", state);
      object.put("problem", problem);
      out.println(Json.ordered(object));
    } else {
      out.printf("%-16s %s  %s  %s%n", manifest.stage(), manifest.fingerprint(), state, problem);
    }
  }
}
