package org.ptmrec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.clip.ElementType;
import org.ptmrec.tune.EncoderTuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ptmrec merge}: a tuned encoder as a model folder of its own. */
@Command(
    name = "merge",
    description = {
      "Writes a CLIP with LoRA's changes added to its weights: W + (alpha/rank) B A.",
      "The folder has Hugging Face's layout and needs nothing of PTMRec."
    },
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--clip",
      paramLabel = "FOLDER",
      required = true,
      description = "The model folder that was tuned")
  private Path clip;

  @Mixin private TuningOption tuning;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      required = true,
      description = "Where the merged model goes; new or empty")
  private Path out;

  @Option(names = "--half", description = "Round the weights to 16 bits: half the size")
  private boolean half;

  @Override
  public Integer call() throws IOException {
    NewFolder.check(out);
    ClipFolder folder = ClipFolder.open(clip);
    EncoderTuning restored =
        tuning
            .restore(folder.config())
            .orElseThrow(() -> new UserErrorException("--tuning is missing: what is to be merged"));
    Clip merged =
        restored
            .mergedInto(folder.clip())
            .orElseThrow(
                () ->
                    new UserErrorException(
                        "a tuning of method %s adds computations that no weights can stand for; only lora merges, others work with ptmrec embed --tuning"
                            .formatted(restored.name())));
    folder.writeWith(merged, out, half ? ElementType.F16 : ElementType.F32);
    spec.commandLine().getErr().println("merged into " + out.toAbsolutePath());
    return ExitCode.OK;
  }
}
