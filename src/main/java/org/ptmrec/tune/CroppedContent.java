package org.ptmrec.tune;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.clip.ImagePreprocessor;

/**
 * Item content in memory: pictures as the 8-bit squares that CLIP reads (150 KB each at 224
 * pixels), texts as tokens.
 */
public final class CroppedContent implements ItemContent {
  private final ImagePreprocessor preprocessor;
  private final Map<Integer, byte[]> squares;
  private final int[][] tokens;
  private final @Nullable Prefixes prefixes;

  /**
   * @param squares size × size × 3 bytes of every item that has a picture
   * @param tokens by item
   * @param prefixes where the encoders' first layers were computed before
   */
  public CroppedContent(
      ImagePreprocessor preprocessor,
      Map<Integer, byte[]> squares,
      int[][] tokens,
      @Nullable Prefixes prefixes) {
    this.preprocessor = preprocessor;
    this.squares = squares;
    this.tokens = tokens;
    this.prefixes = prefixes;
  }

  @Override
  public boolean hasImage(int item) {
    return squares.containsKey(item);
  }

  @Override
  public float[] pixels(int item) {
    byte[] square = squares.get(item);
    if (square == null) {
      throw new IllegalArgumentException("item " + item + " has no picture");
    }
    return preprocessor.normalize(square);
  }

  @Override
  public @Nullable Prefixes prefixes() {
    return prefixes;
  }

  @Override
  public int[] tokens(int item) {
    return tokens[item];
  }
}
