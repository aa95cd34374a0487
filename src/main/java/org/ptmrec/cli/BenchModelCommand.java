package org.ptmrec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.clip.ClipSize;
import org.ptmrec.clip.ElementType;
import org.ptmrec.clip.ImagePreprocessor;
import org.ptmrec.tensor.RandomStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ptmrec bench model}: a model folder to measure whole pipelines with. */
@Command(
    name = "model",
    description =
        "Writes a model folder of one of OpenAI's sizes with random weights: it costs what"
            + " the real one does, and knows nothing.",
    mixinStandardHelpOptions = true)
final class BenchModelCommand implements Callable<Integer> {
  @Option(
      names = "--clip",
      paramLabel = "SIZE",
      description = "ViT-B/32, ViT-B/16 or ViT-L/14 (${DEFAULT-VALUE})")
  private String clip = "ViT-B/32";

  @Option(
      names = "--vocabulary",
      paramLabel = "FOLDER",
      required = true,
      description = "Holds vocab.json and merges.txt, or bpe_simple_vocab_16e6.txt.gz")
  private Path vocabulary;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      required = true,
      description = "Where the model goes; new or empty")
  private Path out;

  @Override
  public Integer call() throws IOException {
    NewFolder.check(out);
    ClipConfig config =
        ClipSize.named(clip)
            .map(ClipSize::config)
            .orElseThrow(
                () ->
                    new UserErrorException(
                        "--clip %s: expected one of %s"
                            .formatted(clip, String.join(", ", ClipSize.names()))));
    Clip model = Clip.untrained(config, RandomStream.ofSeed(1));
    ClipFolder.open(vocabulary).writeWith(model, out, ElementType.F32);
    ImagePreprocessor.openAi(config.vision().imageSize()).write(out);
    return ExitCode.OK;
  }
}
