package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostShardsTest {
  private static Set<Integer> keys() {
    return IntStream.range(0, 1000)
        .mapToObj(host -> HostShards.of("host" + host + ".example.org"))
        .collect(Collectors.toSet());
  }

  @Test
  void of_manyHosts_sixteenKeys() {
    assertThat(keys()).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void of_someSlots_eachHasAsManyKeys(int slots) {
    int[] keysOfSlot = new int[slots];
    keys().forEach(key -> keysOfSlot[HostShards.slot(key, slots)]++);
    for (int keys : keysOfSlot) {
      assertThat(keys).isEqualTo(16 / slots);
    }
  }
}
