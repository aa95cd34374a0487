package org.ptmrec.cli;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ptmrec.clip.CaptionedPicture;
import org.ptmrec.clip.ClipPretraining;
import org.ptmrec.clip.PretrainingSpec;
import org.ptmrec.download.RgbImage;
import org.ptmrec.sample.CaptionedImage;
import org.ptmrec.sample.SampleCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ptmrec pretrain}: a toy CLIP for the generated sample data. */
@Command(
    name = "pretrain",
    description = {
      "Pretrains a toy CLIP on drawn pictures and their captions.",
      "It serves the sample catalogue, and nothing else."
    },
    mixinStandardHelpOptions = true)
final class PretrainCommand implements Callable<Integer> {
  /** Never trained on; a multiple of the candidates of retrieval, with some to spare. */
  private static final int HELD_OUT = 1200;

  /** Enough to show every word of the shop. */
  private static final int TEXTS = 2000;

  private static final PretrainingSpec DEFAULTS = PretrainingSpec.create();

  @Spec private CommandSpec command;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Where the model goes; new or empty")
  private Path out;

  @Option(names = "--pictures", description = "Pictures to learn from (${DEFAULT-VALUE})")
  private int pictures = 12_000;

  @Option(names = "--steps", description = "Training steps (${DEFAULT-VALUE})")
  private int steps = DEFAULTS.steps();

  @Option(names = "--batch", description = "Pairs a step (${DEFAULT-VALUE})")
  private int batch = DEFAULTS.batch();

  @Option(names = "--learning-rate", description = "The highest (${DEFAULT-VALUE})")
  private double learningRate = DEFAULTS.learningRate();

  @Option(names = "--width", description = "Of both towers (${DEFAULT-VALUE})")
  private int width = DEFAULTS.width();

  @Option(names = "--layers", description = "Of each tower (${DEFAULT-VALUE})")
  private int layers = DEFAULTS.layers();

  @Option(names = "--seed", description = "Same seed, same model (${DEFAULT-VALUE})")
  private long seed = DEFAULTS.seed();

  @Override
  public Integer call() throws IOException {
    PretrainingSpec spec = spec();
    NewFolder.check(out);
    PrintWriter err = command.commandLine().getErr();
    err.printf(Locale.ROOT, "drawing %,d pictures%n", HELD_OUT + pictures);
    List<String> captions = captioned().map(CaptionedPicture::caption).limit(TEXTS).toList();
    List<String> texts = SampleCatalogue.create().withItems(TEXTS).withSeed(seed).texts().toList();
    ClipPretraining pretraining = new ClipPretraining(spec, Iterables.concat(captions, texts));
    pretraining.run(
        captioned().skip(HELD_OUT),
        captioned().limit(HELD_OUT),
        progress -> err.println(line(progress)));
    pretraining.write(out);
    err.println("written to " + out.toAbsolutePath());
    return ExitCode.OK;
  }

  private PretrainingSpec spec() {
    try {
      return DEFAULTS
          .withSteps(steps)
          .withBatch(batch)
          .withLearningRate(learningRate)
          .withWidth(width)
          .withLayers(layers)
          .withSeed(seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** First those that are held out, then those to learn from. */
  private Stream<CaptionedPicture> captioned() {
    return SampleCatalogue.captionedImages(HELD_OUT + pictures, seed).map(PretrainCommand::picture);
  }

  private static CaptionedPicture picture(CaptionedImage drawn) {
    return new CaptionedPicture(
        new RgbImage(drawn.width(), drawn.height(), drawn.rgb()), drawn.caption());
  }

  private String line(ClipPretraining.Progress progress) {
    return String.format(
        Locale.ROOT,
        "step %,d of %,d  loss %.3f  finds %.1f %% of unseen pictures' captions among %d",
        progress.step(),
        steps,
        progress.loss(),
        100 * progress.accuracy(),
        ClipPretraining.CANDIDATES);
  }
}
