package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static org.ptmrec.tensor.Normalization.normalizeRows;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ptmrec.download.RgbImage;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Embeds texts and pictures in batches: what new items need to be recommended without any training.
 *
 * <pre>{@code
 * try (ClipEncoder encoder = ClipEncoder.open(Path.of("models/clip-vit-base-patch16"))) {
 *   float[][] texts = encoder.embedTexts(List.of("a red teapot"));
 * }
 * }</pre>
 *
 * <p>The same inputs in the same order give the same bits. Not thread-safe, as it owns a tape; any
 * number may share a {@link ClipFolder}.
 */
public final class ClipEncoder implements AutoCloseable {
  private static final int DEFAULT_BATCH = 32;

  private final ClipFolder folder;
  private final int batch;
  private final TowerHooks vision;
  private final TowerHooks text;
  private final boolean normalized;
  private final Tape tape = Tape.create();

  /**
   * An encoder that shares an opened folder.
   *
   * @param batch how many inputs go through a tower at a time
   * @param vision what a tuning method changes in the image tower, or {@link TowerHooks#NONE}
   * @param text what it changes in the text tower
   */
  public ClipEncoder(ClipFolder folder, int batch, TowerHooks vision, TowerHooks text) {
    this(folder, batch, vision, text, false);
  }

  /**
   * An encoder that shares an opened folder.
   *
   * @param normalized whether every embedding is divided by its length, as cosines want it
   */
  public ClipEncoder(
      ClipFolder folder, int batch, TowerHooks vision, TowerHooks text, boolean normalized) {
    checkArgument(batch > 0, "batch of %s inputs", batch);
    this.folder = folder;
    this.batch = batch;
    this.vision = vision;
    this.text = text;
    this.normalized = normalized;
  }

  /** An encoder as pretrained, 32 inputs a batch. */
  public static ClipEncoder open(Path folder) {
    return new ClipEncoder(
        ClipFolder.open(folder), DEFAULT_BATCH, TowerHooks.NONE, TowerHooks.NONE);
  }

  /**
   * Embeds pictures; one row each, in their order. Each is asked for once and let go before the
   * next, so that a lazy list may decode them as it goes.
   */
  public float[][] embedImages(List<RgbImage> images) {
    return embedPixels(Lists.transform(images, this::preprocess));
  }

  /** A picture as {@link #embedPixels} reads it: 3 x size x size values. */
  public float[] preprocess(RgbImage image) {
    return folder.preprocessor().preprocess(image);
  }

  /** Embeds preprocessed pictures; one row each, in their order. */
  public float[][] embedPixels(List<float[]> pixels) {
    float[][] embeddings = new float[pixels.size()][];
    int done = 0;
    for (List<float[]> some : Lists.partition(pixels, batch)) {
      store(encodePixels(some), embeddings, IntStream.range(done, done + some.size()).toArray());
      done += some.size();
    }
    return embeddings;
  }

  private Var encodePixels(List<float[]> pixels) {
    float[][] rows = pixels.toArray(float[][]::new);
    return tape.withoutGradient(() -> folder.clip().encodeImages(tape, rows, vision));
  }

  /** Embeds texts; one row each, in their order. */
  public float[][] embedTexts(List<String> texts) {
    return embedTokens(
        texts.stream().map(value -> folder.tokenizer().encode(value).ids()).toList());
  }

  /**
   * Embeds tokenised texts; one row each, in their order. Texts of like lengths go into one batch,
   * so that little is padded.
   *
   * @param tokens of each text from the start to the end token
   */
  public float[][] embedTokens(List<ImmutableIntArray> tokens) {
    float[][] embeddings = new float[tokens.size()][];
    List<Integer> byLength =
        IntStream.range(0, tokens.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> tokens.get(i).length()))
            .toList();
    for (List<Integer> some : Lists.partition(byLength, batch)) {
      int[][] ids = some.stream().map(i -> tokens.get(i).toArray()).toArray(int[][]::new);
      Var encoded = tape.withoutGradient(() -> folder.clip().encodeTexts(tape, ids, text));
      store(encoded, embeddings, some.stream().mapToInt(i -> i).toArray());
    }
    return embeddings;
  }

  private void store(Var rows, float[][] embeddings, int[] indices) {
    Var scaled = normalized ? normalizeRows(rows) : rows;
    float[] values = scaled.value().toFloats();
    int width = rows.cols();
    for (int i = 0; i < indices.length; i++) {
      embeddings[indices[i]] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    tape.reset();
  }

  @Override
  public void close() {
    tape.close();
  }
}
