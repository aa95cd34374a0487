package org.ptmrec.download;

import java.util.Arrays;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.flink.util.MathUtils;

/**
 * The keys by which hosts are brought to workers. Flink chooses a slot by a hash of the key: of the
 * numbers from 0 to 15 one of two slots gets ten. These keys it spreads evenly over 2, 4, 8 and 16
 * slots. They are the same on every runner and cluster, since a repeated run looks for what it has
 * fetched by them.
 */
final class HostShards {
  private static final int SHARDS = 16;
  private static final int[] KEYS = keys();

  private HostShards() {}

  /** All URLs of a host have the same. */
  static int of(String host) {
    return KEYS[Math.floorMod(host.hashCode(), SHARDS)];
  }

  /** One for each of as many slots as there are shards. */
  private static int[] keys() {
    int[] keys = new int[SHARDS];
    for (int shard = 0; shard < SHARDS; shard++) {
      while (slot(keys[shard], SHARDS) != shard) {
        keys[shard]++;
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
