package org.ptmrec.tune;

import java.util.Arrays;
import java.util.Map;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.Tower;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * What the first layers of both towers make of every item as pretrained, computed once. A tuning
 * that leaves these layers alone is encoded from here, with equal results.
 */
public final class Prefixes {
  private final int layers;
  private final Map<Integer, float[]> images;
  private final Map<Integer, float[]> texts;

  /**
   * @param layers how many were computed
   * @param images by item, tokens x width, of every item that has a picture
   * @param texts by item, tokens up to the end x width
   */
  public Prefixes(int layers, Map<Integer, float[]> images, Map<Integer, float[]> texts) {
    this.layers = layers;
    this.images = images;
    this.texts = texts;
  }

  /** Whether a method leaves these layers alone. */
  boolean serve(TowerHooks hooks) {
    return hooks.firstLayer() >= layers;
  }

  /** As {@link Clip#encodeImages}. */
  Var encodeImages(Clip clip, Tape tape, int[] items, TowerHooks hooks) {
    int rows = clip.prefixRows();
    Var prefix = padded(clip.config(), Tower.VISION, tape, images, items, rows);
    return clip.encodeImages(tape, prefix, items.length, layers, hooks);
  }

  /** As {@link Clip#encodeTexts}, at the length of the longest. */
  Var encodeTexts(Clip clip, Tape tape, int[] items, TowerHooks hooks) {
    int width = clip.config().tower(Tower.TEXT).width();
    int[] lengths = Arrays.stream(items).map(item -> of(texts, item).length / width).toArray();
    int longest = Arrays.stream(lengths).max().orElse(0);
    Var prefix = padded(clip.config(), Tower.TEXT, tape, texts, items, longest);
    return clip.encodeTexts(tape, prefix, lengths, layers, hooks);
  }

  /** The items' rows one below the other, each filled up with zeros. */
  private static Var padded(
      ClipConfig config,
      Tower tower,
      Tape tape,
      Map<Integer, float[]> prefixes,
      int[] items,
      int rows) {
    int width = config.tower(tower).width();
    float[] all = new float[items.length * rows * width];
    for (int i = 0; i < items.length; i++) {
      float[] own = of(prefixes, items[i]);
      System.arraycopy(own, 0, all, i * rows * width, own.length);
    }
    return tape.constant(items.length * rows, width, all);
  }

  private static float[] of(Map<Integer, float[]> prefixes, int item) {
    float[] own = prefixes.get(item);
    if (own == null) {
      throw new IllegalStateException(
          "no prefix of item " + item + "; run the stage encode-prefix on these very items");
    }
    return own;
  }
}
