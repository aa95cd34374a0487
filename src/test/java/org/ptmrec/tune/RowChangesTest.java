package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

class RowChangesTest {
  @Test
  void between_holdsTheRowsThatDifferInAnyBit() {
    RowChanges changes =
        RowChanges.between(
            "p", 2, new float[] {1, 2, 3, 4, 0, 5}, new float[] {1, 2, 3, 4.5f, -0f, 5});

    assertThat(changes.rows()).isEqualTo(new int[] {1, 2});
    assertThat(changes.values()).isEqualTo(new float[] {3, 4.5f, -0f, 5});
  }

  @Test
  void of_whatWasWritten_isTheSame() {
    RowChanges changes = new RowChanges("p", new int[] {0, 70000}, new float[] {1, 2, 3, 4});

    RowChanges read = RowChanges.of(changes.toRecord());

    assertThat(read.name()).isEqualTo("p");
    assertThat(read.rows()).isEqualTo(changes.rows());
    assertThat(read.values()).isEqualTo(changes.values());
  }
}
