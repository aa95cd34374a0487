package org.ptmrec.clip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ptmrec.tensor.RandomStream;

/**
 * Captioned pictures as the towers read them, all in memory: bytes of the picture's square, tokens
 * of the caption.
 *
 * <p>No batch holds two equal captions: each would be a negative of the other's picture, which it
 * describes just as well. A pair whose caption is in a batch already is left out of that pass over
 * the pairs.
 */
final class PretrainingPairs {
  private final ImagePreprocessor preprocessor;
  private final List<byte[]> squares = new ArrayList<>();
  private final List<int[]> tokens = new ArrayList<>();

  /** A number for each distinct caption. */
  private final List<Integer> captions = new ArrayList<>();

  private final int distinct;

  PretrainingPairs(
      Stream<CaptionedPicture> pairs, ImagePreprocessor preprocessor, BytePairTokenizer tokenizer) {
    this.preprocessor = preprocessor;
    Map<List<Integer>, Integer> known = new HashMap<>();
    pairs.forEachOrdered(
        pair -> {
          var ids = tokenizer.encode(pair.caption()).ids();
          squares.add(preprocessor.resizeAndCrop(pair.image()));
          tokens.add(ids.toArray());
          captions.add(known.computeIfAbsent(ids.asList(), key -> known.size()));
        });
    distinct = known.size();
  }

  int size() {
    return squares.size();
  }

  /** How many captions differ. */
  int distinctCaptions() {
    return distinct;
  }

  float[] pixels(int pair) {
    return preprocessor.normalize(squares.get(pair));
  }

  /** The picture moved by up to {@code shift} pixels either way; its edges are drawn out. */
  float[] shiftedPixels(int pair, int shift, RandomStream random) {
    int right = random.nextInt(2 * shift + 1) - shift;
    int down = random.nextInt(2 * shift + 1) - shift;
    int size = preprocessor.size();
    byte[] square = squares.get(pair);
    byte[] moved = new byte[square.length];
    for (int y = 0; y < size; y++) {
      int fromY = Math.min(size - 1, Math.max(0, y - down));
      for (int x = 0; x < size; x++) {
        int fromX = Math.min(size - 1, Math.max(0, x - right));
        System.arraycopy(square, 3 * (fromY * size + fromX), moved, 3 * (y * size + x), 3);
      }
    }
    return preprocessor.normalize(moved);
  }

  int[] tokens(int pair) {
    return tokens.get(pair);
  }

  /** Batches of {@code batch} pairs in the order they came, what is left over dropped. */
  List<int[]> batchesInOrder(int batch) {
    Batches batches = new Batches(IntStream.range(0, size()).toArray());
    List<int[]> all = new ArrayList<>();
    for (int[] next = batches.next(batch); next.length == batch; next = batches.next(batch)) {
      all.add(next);
    }
    return all;
  }

  /** Pairs in an order of one's own. */
  Batches batches(int[] order) {
    return new Batches(order);
  }

  /** One pass over the pairs. */
  final class Batches {
    private final int[] order;
    private int position;

    private Batches(int[] order) {
      this.order = order;
    }

    /** The next pairs with different captions; fewer than {@code batch} at the end. */
    int[] next(int batch) {
      Set<Integer> taken = new HashSet<>();
      IntStream.Builder pairs = IntStream.builder();
      while (taken.size() < batch && position < order.length) {
        int pair = order[position++];
        if (taken.add(captions.get(pair))) {
          pairs.add(pair);
        }
      }
      return pairs.build().toArray();
    }
  }
}
