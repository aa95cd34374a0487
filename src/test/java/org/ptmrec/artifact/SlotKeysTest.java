package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotKeysTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void of_sixteenKeysOnFewerSlots_asManyForEach(int slots) {
    int[] keysOfSlot = new int[slots];
    for (int key : SlotKeys.of(16)) {
      keysOfSlot[SlotKeys.slot(key, slots)]++;
    }
    for (int keys : keysOfSlot) {
      assertThat(keys).isEqualTo(16 / slots);
    }
  }
}
