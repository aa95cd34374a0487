package org.ptmrec.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ptmrec.clip.BytePairVocabulary;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.ElementType;
import org.ptmrec.clip.HiddenActivation;
import org.ptmrec.clip.ImagePreprocessor;
import org.ptmrec.clip.TowerConfig;
import org.ptmrec.tensor.RandomStream;

/**
 * A CLIP with random weights and a vocabulary of single bytes, small enough for a test: pictures of
 * 8 x 8 pixels, texts of up to 20 tokens, embeddings of 6 numbers.
 */
public final class TinyClip {
  /** Every byte, inside and at the end of a word, and the two special tokens. */
  public static final int VOCABULARY = 2 * 256 + 2;

  public static final ClipConfig CONFIG =
      new ClipConfig(
          new ClipConfig.Vision(
              new TowerConfig(16, 32, 2, 3, HiddenActivation.QUICK_GELU, 1e-5), 8, 4),
          new ClipConfig.Text(
              new TowerConfig(12, 24, 3, 2, HiddenActivation.GELU, 1e-5),
              VOCABULARY,
              20,
              VOCABULARY - 2,
              VOCABULARY - 1),
          6,
          2.6592);

  private TinyClip() {}

  /**
   * Writes a whole model folder, in Hugging Face's layout, and returns it.
   *
   * @param seed of the weights: the same seed gives the same files
   */
  public static Path write(Path folder, long seed) {
    return write(folder, CONFIG, seed);
  }

  /**
   * Writes a model folder of other sizes, and returns it.
   *
   * @param config its vocabulary is {@link #VOCABULARY}
   */
  public static Path write(Path folder, ClipConfig config, long seed) {
    try {
      Clip.initialize(config, RandomStream.ofSeed(seed)).write(folder, ElementType.F32);
      ImagePreprocessor.openAi(config.vision().imageSize()).write(folder);
      BytePairVocabulary.write(folder, List.of());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
