package org.ptmrec.bench;

import org.ptmrec.clip.ClipConfig;
import org.ptmrec.tensor.RandomStream;

/** Random pictures and texts for a CLIP. */
final class ClipInputs {
  private ClipInputs() {}

  /** Preprocessed pictures, standard normal. */
  static float[][] pixels(ClipConfig config, int batch, RandomStream random) {
    float[][] pixels = new float[batch][config.vision().imageValues()];
    for (float[] picture : pixels) {
      for (int i = 0; i < picture.length; i++) {
        picture[i] = (float) random.nextGaussian();
      }
    }
    return pixels;
  }

  /** Texts that fill a length from their start to their end token. */
  static int[][] tokens(ClipConfig config, int batch, int length, RandomStream random) {
    ClipConfig.Text text = config.text();
    int words = Math.min(text.startToken(), text.endToken());
    int[][] tokens = new int[batch][length];
    for (int[] ids : tokens) {
      for (int i = 1; i < length - 1; i++) {
        ids[i] = random.nextInt(words);
      }
      ids[0] = text.startToken();
      ids[length - 1] = text.endToken();
    }
    return tokens;
  }
}
