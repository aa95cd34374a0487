package org.ptmrec.bench;

import static org.ptmrec.bench.Timing.median;
import static org.ptmrec.bench.Timing.seconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.clip.Clip;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.tune.EncoderTuning;
import org.ptmrec.tune.EncoderTunings;

/** How fast a tuning method goes through both towers, forward alone and forward and backward. */
public final class TuneBench {
  private static final int WARM_UP = 2;

  private final Clip clip;
  private final int batch;
  private final int rounds;

  /**
   * @param batch images, and texts of full length, a step
   * @param rounds how many are timed, after two that warm up
   */
  public TuneBench(Clip clip, int batch, int rounds) {
    this.clip = clip;
    this.batch = batch;
    this.rounds = rounds;
  }

  /**
   * Medians over the rounds. Forward is without gradient, as when all items are encoded; forward
   * and backward reach every trained parameter.
   *
   * @param parameters how many numbers are trained
   * @param peakRssMiB most memory of the process while measuring, −1 where unknown
   */
  public record Result(
      String method,
      long parameters,
      double imageForwardMillis,
      double imageForwardBackwardMillis,
      double textForwardMillis,
      double textForwardBackwardMillis,
      long peakRssMiB) {

    public double forwardMillis() {
      return imageForwardMillis + textForwardMillis;
    }

    public double forwardBackwardMillis() {
      return imageForwardBackwardMillis + textForwardBackwardMillis;
    }
  }

  /**
   * Measures one method.
   *
   * @param options the method's own, by name
   * @param recompute whether layers are computed again on the way back
   */
  public Result measure(String method, Map<String, ?> options, boolean recompute) {
    RandomStream random = RandomStream.ofSeed(1);
    int length = clip.config().text().contextLength();
    float[][] pixels = ClipInputs.pixels(clip.config(), batch, random);
    int[][] tokens = ClipInputs.tokens(clip.config(), batch, length, random);
    EncoderTuning tuning = EncoderTunings.create(method, options, clip.config(), random);
    EncoderTuning training = tuning.forTraining(random);
    List<List<Double>> millis =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    PeakMemory.reset();
    try (Tape tape = recompute ? Tape.create().recomputingSegments() : Tape.create()) {
      List<Runnable> parts =
          List.of(
              () -> forward(tape, () -> clip.encodeImages(tape, pixels, tuning.vision())),
              () -> backward(tape, tuning, clip.encodeImages(tape, pixels, training.vision())),
              () -> forward(tape, () -> clip.encodeTexts(tape, tokens, tuning.text())),
              () -> backward(tape, tuning, clip.encodeTexts(tape, tokens, training.text())));
      for (int round = -WARM_UP; round < rounds; round++) {
        for (int part = 0; part < parts.size(); part++) {
          double taken = seconds(parts.get(part)) * 1e3;
          if (round >= 0) {
            millis.get(part).add(taken);
          }
        }
      }
    }
    return new Result(
        method,
        tuning.countParameters(),
        median(millis.get(0)),
        median(millis.get(1)),
        median(millis.get(2)),
        median(millis.get(3)),
        PeakMemory.mebibytes());
  }

  private static void forward(Tape tape, Supplier<Var> encode) {
    tape.withoutGradient(encode::get);
    tape.reset();
  }

  private static void backward(Tape tape, EncoderTuning tuning, Var embeddings) {
    Matrix seed = Matrix.zeros(DataType.FLOAT, embeddings.rows(), embeddings.cols());
    seed.array().assign(1);
    tape.backward(List.of(embeddings), List.of(seed));
    tuning.parameters().forEach(Parameter::clearGradient);
    tape.reset();
  }
}
