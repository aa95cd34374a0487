package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;

/** How large a CLIP of one's own is, and how long and fast it is pretrained. */
@AutoValue
public abstract class PretrainingSpec {
  /** As in every CLIP of OpenAI's: the inverse of a temperature of 0.07. */
  private static final double LOGIT_SCALE = Math.log(1 / 0.07);

  private static final int HEAD_WIDTH = 32;
  private static final double EPSILON = 1e-5;

  /** Side of the square input in pixels. */
  public abstract int imageSize();

  /** Side of a patch in pixels; divides the image size. */
  public abstract int patchSize();

  /** Length of a token's row, in both towers; a multiple of 32, the width of a head. */
  public abstract int width();

  /** Layers of each tower. */
  public abstract int layers();

  /** Length of an image's or a text's embedding. */
  public abstract int embeddingWidth();

  /** Longest text in tokens. */
  public abstract int contextLength();

  /** At most so many merges of the vocabulary. */
  public abstract int merges();

  public abstract int steps();

  /** Pairs a step. */
  public abstract int batch();

  /** The highest, reached after {@link #warmUpSteps}. */
  public abstract double learningRate();

  /** Steps over which the learning rate rises from 0; along a cosine it then falls back to 0. */
  public abstract int warmUpSteps();

  /** Of matrices; gains, biases and the temperature are not decayed. */
  public abstract double weightDecay();

  /** Pictures are moved by up to so many pixels either way, another way in each step. */
  public abstract int shift();

  /** Progress is told every so many steps, and after the last. */
  public abstract int reportEvery();

  public abstract long seed();

  /** Small: two cores encode a thousand pictures a second, and pretrain it in some minutes. */
  public static PretrainingSpec create() {
    return new AutoValue_PretrainingSpec.Builder()
        .setImageSize(64)
        .setPatchSize(16)
        .setWidth(96)
        .setLayers(3)
        .setEmbeddingWidth(64)
        .setContextLength(64)
        .setMerges(1000)
        .setSteps(2000)
        .setBatch(64)
        .setLearningRate(1e-3)
        .setWarmUpSteps(200)
        .setWeightDecay(0.1)
        .setShift(3)
        .setReportEvery(200)
        .setSeed(7)
        .build();
  }

  /** Sizes of the pictures and their patches in pixels. */
  public PretrainingSpec withImage(int imageSize, int patchSize) {
    checkArgument(
        patchSize > 0 && imageSize > 0 && imageSize % patchSize == 0,
        "patch size %s: expected a divisor of the image size, %s",
        patchSize,
        imageSize);
    return toBuilder().setImageSize(imageSize).setPatchSize(patchSize).build();
  }

  public PretrainingSpec withWidth(int width) {
    checkArgument(
        width > 0 && width % HEAD_WIDTH == 0,
        "width %s: expected a multiple of %s",
        width,
        HEAD_WIDTH);
    return toBuilder().setWidth(width).build();
  }

  public PretrainingSpec withLayers(int layers) {
    checkArgument(layers > 0, "layers %s: expected at least 1", layers);
    return toBuilder().setLayers(layers).build();
  }

  /** The size of the vocabulary, beside single bytes. */
  public PretrainingSpec withMerges(int merges) {
    checkArgument(merges >= 0, "merges %s: expected at least 0", merges);
    return toBuilder().setMerges(merges).build();
  }

  public PretrainingSpec withSteps(int steps) {
    checkArgument(steps > 0, "steps %s: expected at least 1", steps);
    return toBuilder().setSteps(steps).build();
  }

  public PretrainingSpec withBatch(int batch) {
    checkArgument(batch > 1, "batch %s: expected at least 2, the others are negatives", batch);
    return toBuilder().setBatch(batch).build();
  }

  public PretrainingSpec withLearningRate(double learningRate) {
    checkArgument(learningRate > 0, "learning rate %s: expected more than 0", learningRate);
    return toBuilder().setLearningRate(learningRate).build();
  }

  public PretrainingSpec withWarmUpSteps(int steps) {
    checkArgument(steps >= 0, "warm-up steps %s: expected at least 0", steps);
    return toBuilder().setWarmUpSteps(steps).build();
  }

  public PretrainingSpec withReportEvery(int steps) {
    checkArgument(steps > 0, "a report every %s steps: expected at least 1", steps);
    return toBuilder().setReportEvery(steps).build();
  }

  public PretrainingSpec withSeed(long seed) {
    return toBuilder().setSeed(seed).build();
  }

  /** The learning rate of a step, counted from 0. */
  double learningRateAt(int step) {
    if (step < warmUpSteps()) {
      return learningRate() * (step + 1) / warmUpSteps();
    }
    double passed = (double) (step - warmUpSteps()) / Math.max(1, steps() - warmUpSteps());
    return learningRate() * (1 + Math.cos(Math.PI * passed)) / 2;
  }

  /** A CLIP of these sizes for so many token ids, the last two of which start and end a text. */
  ClipConfig config(int vocabulary) {
    TowerConfig tower =
        new TowerConfig(
            width(),
            4 * width(),
            width() / HEAD_WIDTH,
            layers(),
            HiddenActivation.QUICK_GELU,
            EPSILON);
    return new ClipConfig(
        new ClipConfig.Vision(tower, imageSize(), patchSize()),
        new ClipConfig.Text(tower, vocabulary, contextLength(), vocabulary - 2, vocabulary - 1),
        embeddingWidth(),
        LOGIT_SCALE);
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setImageSize(int imageSize);

    abstract Builder setPatchSize(int patchSize);

    abstract Builder setWidth(int width);

    abstract Builder setLayers(int layers);

    abstract Builder setEmbeddingWidth(int width);

    abstract Builder setContextLength(int length);

    abstract Builder setMerges(int merges);

    abstract Builder setSteps(int steps);

    abstract Builder setBatch(int batch);

    abstract Builder setLearningRate(double learningRate);

    abstract Builder setWarmUpSteps(int steps);

    abstract Builder setWeightDecay(double weightDecay);

    abstract Builder setShift(int pixels);

    abstract Builder setReportEvery(int steps);

    abstract Builder setSeed(long seed);

    abstract PretrainingSpec build();
  }
}
