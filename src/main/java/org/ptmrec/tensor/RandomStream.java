package org.ptmrec.tensor;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A seeded stream of random numbers whose state can be saved between two epochs and restored:
 * Blackman and Vigna's xoshiro256++, seeded by SplitMix64. (The JDK has the generator but lets
 * nobody see its state.)
 */
public final class RandomStream {
  private final long[] s = new long[4];

  private RandomStream() {}

  public static RandomStream ofSeed(long seed) {
    RandomStream stream = new RandomStream();
    long z = seed;
    for (int i = 0; i < 4; i++) {
      z += 0x9e3779b97f4a7c15L;
      stream.s[i] = mix(z);
    }
    return stream;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Continues a stream from what {@link #state} returned. */
  public static RandomStream restore(long[] state) {
    checkArgument(state.length == 4, "a state has 4 numbers, not %s", state.length);
    RandomStream stream = new RandomStream();
    System.arraycopy(state, 0, stream.s, 0, 4);
    return stream;
  }

  public long[] state() {
    return s.clone();
  }

  /**
   * A stream of its own for one purpose, decided by this one's state and the label; this one stays
   * put.
   */
  public RandomStream split(String label) {
    long seed =
        s[0] ^ Long.rotateLeft(s[1], 16) ^ Long.rotateLeft(s[2], 32) ^ Long.rotateLeft(s[3], 48);
    for (int i = 0; i < label.length(); i++) {
      seed = mix(seed + 0x9e3779b97f4a7c15L + label.charAt(i));
    }
    return ofSeed(seed);
  }

  public long nextLong() {
    long result = Long.rotateLeft(s[0] + s[3], 23) + s[0];
    long t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = Long.rotateLeft(s[3], 45);
    return result;
  }

  /** Uniform on 0…bound−1, without bias (Lemire, 2019). */
  public int nextInt(int bound) {
    checkArgument(bound > 0, "bound %s", bound);
    long product = (nextLong() >>> 32) * bound;
    if ((product & 0xffffffffL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xffffffffL) < threshold) {
        product = (nextLong() >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform on [0, 1). */
  public float nextFloat() {
    return (nextLong() >>> 40) * 0x1.0p-24f;
  }

  /** Uniform on [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * Standard normal, by the polar method; the second value of a pair is not kept, so state is 4
   * numbers.
   */
  public double nextGaussian() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double q = u * u + v * v;
      if (q > 0 && q < 1) {
        return u * Math.sqrt(-2 * Math.log(q) / q);
      }
    }
  }

  /** Exponential with mean 1. */
  public double nextExponential() {
    return -Math.log1p(-nextDouble());
  }

  /** Fisher and Yates. */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }
}
