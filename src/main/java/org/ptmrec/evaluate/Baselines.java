package org.ptmrec.evaluate;

import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.RandomStream;

/** Rankings that know nothing of the user, as embeddings whose dot products they are. */
public final class Baselines {
  private static final int RANDOM_WIDTH = 16;

  private Baselines() {}

  /** Users of {@link #popularity}, [n, 1]. */
  public static Matrix ones(int n) {
    float[] ones = new float[n];
    java.util.Arrays.fill(ones, 1);
    return Matrix.of(n, 1, ones);
  }

  /** Training interactions of every item, [items, 1]. */
  public static Matrix popularity(ItemLists train, int items) {
    float[] counts = new float[items];
    for (int user = 0; user < train.users(); user++) {
      for (int item : train.of(user)) {
        counts[item]++;
      }
    }
    return Matrix.of(items, 1, counts);
  }

  /** Directions at random; users and items from different seeds give scores at random. */
  public static Matrix random(int n, long seed) {
    return Initializer.normal(n, RANDOM_WIDTH, 1, RandomStream.ofSeed(seed));
  }
}
