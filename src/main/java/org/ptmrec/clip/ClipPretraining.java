package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Makes a CLIP from captioned pictures, with a vocabulary of its own: for examples and tests, where
 * a real one would be a download of hundreds of megabytes. The same specification, texts and
 * pictures give the same weights to the bit, on any number of threads.
 *
 * <p>AdamW, a learning rate that warms up and then falls along a cosine, and moved pictures; see
 * {@link ContrastiveObjective} for the loss.
 */
public final class ClipPretraining {
  /** Captions that a held-out picture is compared with. */
  public static final int CANDIDATES = 64;

  private final PretrainingSpec spec;
  private final RandomStream random;
  private final List<String> merges;
  private final BytePairTokenizer tokenizer;
  private final ImagePreprocessor preprocessor;
  private final Clip clip;

  /**
   * Where pretraining stands.
   *
   * @param step steps done
   * @param loss mean of the steps since the last report
   * @param accuracy share of held-out pictures nearest to their own caption among {@link
   *     #CANDIDATES}
   */
  public record Progress(int step, double loss, double accuracy) {}

  /**
   * Learns the vocabulary and initialises the towers.
   *
   * @param texts such as the encoder will read
   */
  public ClipPretraining(PretrainingSpec spec, Iterable<String> texts) {
    this.spec = spec;
    random = RandomStream.ofSeed(spec.seed()).split("pretraining");
    merges = BytePairTrainer.learn(texts, spec.merges());
    BytePairVocabulary vocabulary = BytePairVocabulary.of(merges);
    tokenizer = new BytePairTokenizer(vocabulary, spec.contextLength());
    preprocessor = ImagePreprocessor.openAi(spec.imageSize());
    clip = Clip.initialize(spec.config(vocabulary.size()), random.split("weights"));
  }

  /** The towers as they stand. */
  public Clip clip() {
    return clip;
  }

  /**
   * Trains all the specification's steps, with as many passes over the pictures as that takes.
   *
   * @param training read once and kept in memory, 3 bytes a pixel
   * @param heldOut other pictures, to tell how well the encoder does
   * @throws IllegalStateException if the loss is no longer a number
   */
  public void run(
      Stream<CaptionedPicture> training,
      Stream<CaptionedPicture> heldOut,
      Consumer<Progress> listener) {
    PretrainingPairs pairs = new PretrainingPairs(training, preprocessor, tokenizer);
    PretrainingPairs others = new PretrainingPairs(heldOut, preprocessor, tokenizer);
    checkArgument(
        pairs.distinctCaptions() >= spec.batch(),
        "%s different captions do not fill a batch of %s",
        pairs.distinctCaptions(),
        spec.batch());
    try (Steps steps = new Steps(pairs)) {
      double sum = 0;
      int summed = 0;
      for (int step = 1; step <= spec.steps(); step++) {
        sum += steps.next(step - 1);
        summed++;
        if (step % spec.reportEvery() == 0 || step == spec.steps()) {
          double accuracy = RetrievalAccuracy.of(clip, others, CANDIDATES);
          listener.accept(new Progress(step, sum / summed, accuracy));
          sum = 0;
          summed = 0;
        }
      }
    }
  }

  /** The state that goes from one step to the next. */
  private final class Steps implements AutoCloseable {
    private final PretrainingPairs pairs;
    private final RandomStream orders = random.split("orders");
    private final RandomStream shifts = random.split("shifts");
    private final Tape tape = Tape.create();
    private final ContrastiveObjective objective = new ContrastiveObjective(clip);
    private final Adam matrices;
    private final Adam others;
    private PretrainingPairs.Batches batches;

    Steps(PretrainingPairs pairs) {
      this.pairs = pairs;
      matrices = new Adam(parameters(true), spec.learningRate(), spec.weightDecay());
      others = new Adam(parameters(false), spec.learningRate());
      batches = shuffled();
    }

    private List<Parameter> parameters(boolean matrix) {
      return clip.parameters().stream().filter(p -> p.value().rows() > 1 == matrix).toList();
    }

    private PretrainingPairs.Batches shuffled() {
      int[] order = IntStream.range(0, pairs.size()).toArray();
      orders.shuffle(order);
      return pairs.batches(order);
    }

    /** A whole batch; what is left at the end of a pass is too little to learn from. */
    private int[] batch() {
      int[] batch = batches.next(spec.batch());
      while (batch.length < spec.batch()) {
        batches = shuffled();
        batch = batches.next(spec.batch());
      }
      return batch;
    }

    /** Takes a step; returns its loss. */
    double next(int step) {
      int[] batch = batch();
      float[][] pixels =
          Arrays.stream(batch)
              .mapToObj(pair -> pairs.shiftedPixels(pair, spec.shift(), shifts))
              .toArray(float[][]::new);
      int[][] tokens = Arrays.stream(batch).mapToObj(pairs::tokens).toArray(int[][]::new);
      Var images = clip.encodeImages(tape, pixels, TowerHooks.NONE);
      Var texts = clip.encodeTexts(tape, tokens, TowerHooks.NONE);
      Var loss = objective.loss(tape, images, texts);
      double value = loss.scalar();
      if (!Double.isFinite(value)) {
        throw new IllegalStateException(
            "the loss of step %d is %s: lower the learning rate".formatted(step + 1, value));
      }
      tape.backward(loss, 1);
      tape.reset();
      for (Adam adam : List.of(matrices, others)) {
        adam.setLearningRate(spec.learningRateAt(step));
        adam.step();
      }
      objective.clampTemperature();
      return value;
    }

    @Override
    public void close() {
      tape.close();
    }
  }

  /** Writes a model folder that {@link ClipFolder} opens, weights in half precision. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    clip.write(folder, ElementType.F16);
    preprocessor.write(folder);
    BytePairVocabulary.write(folder, merges);
  }
}
