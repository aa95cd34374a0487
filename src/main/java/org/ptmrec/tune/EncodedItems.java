package org.ptmrec.tune;

import static org.ptmrec.tensor.Rows.gather;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** The items' embeddings under a tuning method: cached for all, live for the few of a batch. */
final class EncodedItems {
  private final Clip clip;
  private final EncoderTuning tuning;
  private final ItemContent content;
  private final int batch;
  private final Matrix image;
  private final Matrix text;
  private final int[] withImage;

  EncodedItems(Clip clip, EncoderTuning tuning, ItemContent content, int items, int batch) {
    this.clip = clip;
    this.tuning = tuning;
    this.content = content;
    this.batch = batch;
    image = Matrix.zeros(DataType.FLOAT, items, clip.embeddingWidth());
    text = Matrix.zeros(DataType.FLOAT, items, clip.embeddingWidth());
    withImage = IntStream.range(0, items).filter(content::hasImage).toArray();
    if (withImage.length == 0) {
      throw new UserErrorException(
          "no item has a picture, so there is no image encoder to tune; see the stage download-images");
    }
  }

  /** [I, width]; the mean of the others where an item has no picture. */
  Matrix image() {
    return image;
  }

  /** [I, width]. */
  Matrix text() {
    return text;
  }

  SplicedFeatures.Modality liveTexts(Tape tape, int[] items, EncoderTuning training) {
    return new SplicedFeatures.Modality(text, items, encodeTexts(tape, items, training));
  }

  /** Items without a picture are left to the cache. */
  SplicedFeatures.Modality liveImages(Tape tape, int[] items, EncoderTuning training) {
    int[] pictured = Arrays.stream(items).filter(content::hasImage).toArray();
    return new SplicedFeatures.Modality(
        image, pictured, pictured.length == 0 ? null : encodeImages(tape, pictured, training));
  }

  /** As {@link #liveTexts}, without the encoder. */
  SplicedFeatures.Modality cachedTexts(Tape tape, int[] items) {
    return new SplicedFeatures.Modality(text, items, gather(tape.constant(text), items));
  }

  /** As {@link #liveImages}, without the encoder. */
  SplicedFeatures.Modality cachedImages(Tape tape, int[] items) {
    int[] pictured = Arrays.stream(items).filter(content::hasImage).toArray();
    return new SplicedFeatures.Modality(
        image, pictured, pictured.length == 0 ? null : gather(tape.constant(image), pictured));
  }

  private Var encodeTexts(Tape tape, int[] items, EncoderTuning with) {
    Prefixes prefixes = content.prefixes();
    if (prefixes != null && prefixes.serve(with.text())) {
      return prefixes.encodeTexts(clip, tape, items, with.text());
    }
    int[][] tokens = Arrays.stream(items).mapToObj(content::tokens).toArray(int[][]::new);
    return clip.encodeTexts(tape, tokens, with.text());
  }

  private Var encodeImages(Tape tape, int[] items, EncoderTuning with) {
    Prefixes prefixes = content.prefixes();
    if (prefixes != null && prefixes.serve(with.vision())) {
      return prefixes.encodeImages(clip, tape, items, with.vision());
    }
    float[][] pixels = Arrays.stream(items).mapToObj(content::pixels).toArray(float[][]::new);
    return clip.encodeImages(tape, pixels, with.vision());
  }

  /**
   * Encodes every item without gradient.
   *
   * @param done told how many embeddings have been made, again and again; of an item without a
   *     picture as well
   */
  void refresh(Tape tape, IntConsumer done) {
    // Texts of about the same length together: a batch costs as much as its longest.
    int[] byLength =
        IntStream.range(0, text.rows())
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(i -> content.tokens(i).length))
            .mapToInt(Integer::intValue)
            .toArray();
    encodeAll(tape, byLength, text, items -> encodeTexts(tape, items, tuning), done);
    encodeAll(tape, withImage, image, items -> encodeImages(tape, items, tuning), done);
    fillMissingImages();
    done.accept(image.rows() - withImage.length);
  }

  private void encodeAll(
      Tape tape, int[] items, Matrix target, Function<int[], Var> encode, IntConsumer done) {
    for (int from = 0; from < items.length; from += batch) {
      int[] block = Arrays.copyOfRange(items, from, Math.min(items.length, from + batch));
      Var encoded = tape.withoutGradient(() -> encode.apply(block));
      for (int i = 0; i < block.length; i++) {
        Backend.kernels()
            .block(encoded.value(), i, 0, target, block[i], 0, 1, target.cols(), false);
      }
      tape.reset();
      done.accept(block.length);
    }
  }

  private void fillMissingImages() {
    if (withImage.length == image.rows()) {
      return;
    }
    int width = image.cols();
    float[] all = image.toFloats();
    double[] mean = new double[width];
    for (int item : withImage) {
      for (int j = 0; j < width; j++) {
        mean[j] += all[item * width + j] / withImage.length;
      }
    }
    List<Integer> missing =
        IntStream.range(0, image.rows()).filter(item -> !content.hasImage(item)).boxed().toList();
    for (int item : missing) {
      for (int j = 0; j < width; j++) {
        all[item * width + j] = (float) mean[j];
      }
    }
    image.set(all);
  }
}
