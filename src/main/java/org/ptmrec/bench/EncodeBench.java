package org.ptmrec.bench;

import static org.ptmrec.bench.Timing.median;
import static org.ptmrec.bench.Timing.seconds;

import java.util.ArrayList;
import java.util.List;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.tensor.GemmRate;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;

/**
 * How fast a frozen CLIP embeds, beside the rate of the machine's matrix product measured before
 * and after every round: the ratio stays where other programs take their share.
 */
public final class EncodeBench {
  private static final int WARM_UP = 2;

  private final Clip clip;
  private final int batch;
  private final int rounds;

  /**
   * @param batch images, and texts, a forward pass
   * @param rounds how many are timed, after two that warm up
   */
  public EncodeBench(Clip clip, int batch, int rounds) {
    this.clip = clip;
    this.batch = batch;
    this.rounds = rounds;
  }

  /**
   * Medians over the rounds.
   *
   * @param gemmGflops 10^9 operations a second of the product of 2048 x 2048 matrices
   * @param imageGflop 10^9 operations an image
   * @param imageGemmFraction what an image's operations take of that rate
   * @param textTokens length of the texts
   * @param peakRssMiB most memory of the process while measuring, −1 where unknown
   */
  public record Result(
      double gemmGflops,
      double imagesPerSecond,
      double imageGflop,
      double imageGemmFraction,
      double textsPerSecond,
      double textGflop,
      double textGemmFraction,
      int textTokens,
      long peakRssMiB) {}

  /** Measures. */
  public Result measure() {
    RandomStream random = RandomStream.ofSeed(1);
    int length = clip.config().text().contextLength();
    float[][] pixels = ClipInputs.pixels(clip.config(), batch, random);
    int[][] tokens = ClipInputs.tokens(clip.config(), batch, length, random);
    double imageGflop = new ClipOperations(clip.config()).image() / 1e9;
    double textGflop = new ClipOperations(clip.config()).text(length) / 1e9;
    GemmRate gemm = new GemmRate();
    List<Double> rates = new ArrayList<>();
    List<Double> imageSeconds = new ArrayList<>();
    List<Double> imageFractions = new ArrayList<>();
    List<Double> textSeconds = new ArrayList<>();
    List<Double> textFractions = new ArrayList<>();
    PeakMemory.reset();
    try (Tape tape = Tape.create()) {
      for (int round = -WARM_UP; round < rounds; round++) {
        double before = gemm.gigaflops();
        double image = seconds(() -> encodeImages(tape, pixels)) / batch;
        double between = gemm.gigaflops();
        double text = seconds(() -> encodeTexts(tape, tokens)) / batch;
        double after = gemm.gigaflops();
        if (round >= 0) {
          rates.addAll(List.of(before, between, after));
          imageSeconds.add(image);
          imageFractions.add(imageGflop / image / ((before + between) / 2));
          textSeconds.add(text);
          textFractions.add(textGflop / text / ((between + after) / 2));
        }
      }
    }
    return new Result(
        median(rates),
        1 / median(imageSeconds),
        imageGflop,
        median(imageFractions),
        1 / median(textSeconds),
        textGflop,
        median(textFractions),
        length,
        PeakMemory.mebibytes());
  }

  private void encodeImages(Tape tape, float[][] pixels) {
    tape.withoutGradient(() -> clip.encodeImages(tape, pixels, TowerHooks.NONE));
    tape.reset();
  }

  private void encodeTexts(Tape tape, int[][] tokens) {
    tape.withoutGradient(() -> clip.encodeTexts(tape, tokens, TowerHooks.NONE));
    tape.reset();
  }
}
