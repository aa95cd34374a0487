package org.ptmrec.artifact;

import java.util.Arrays;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.flink.util.MathUtils;

/**
 * Integer keys that Flink spreads evenly over slots. It chooses a slot by a hash of the key: of the
 * numbers from 0 to 15 one of two slots gets ten.
 */
public final class SlotKeys {
  private SlotKeys() {}

  /** A key for each slot. Over a half, a quarter… of so many slots they are spread evenly, too. */
  public static int[] of(int slots) {
    int[] keys = new int[slots];
    for (int slot = 0; slot < slots; slot++) {
      while (slot(keys[slot], slots) != slot) {
        keys[slot]++;
      }
    }
    return keys;
  }

  /** Where Flink's partitioning of batches sends a key. */
  static int slot(int key, int slots) {
    try {
      byte[] encoded = CoderUtils.encodeToByteArray(VarIntCoder.of(), key);
      return MathUtils.murmurHash(Arrays.hashCode(encoded)) % slots;
    } catch (CoderException e) {
      throw new IllegalStateException("a number cannot be written", e);
    }
  }
}
