package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
  private static final int FIRST_NOT_FINITE = 0x7c00;

  @Test
  void fromHalf_knownBits_givesTheirValues() {
    assertThat(HalfPrecision.fromHalf((short) 0x3c00)).isEqualTo(1f);
    assertThat(HalfPrecision.fromHalf((short) 0xc000)).isEqualTo(-2f);
    assertThat(HalfPrecision.fromHalf((short) 0x7bff)).isEqualTo(65504f);
    assertThat(HalfPrecision.fromHalf((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfPrecision.fromHalf((short) 0x3555)).isWithin(1e-4f).of(1 / 3f);
    assertThat(HalfPrecision.fromHalf((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(HalfPrecision.fromHalf((short) 0x7e00)).isNaN();
  }

  @Test
  void toHalf_everyFiniteHalf_returnsIt() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      if ((bits & 0x7fff) <= FIRST_NOT_FINITE) {
        short half = (short) bits;
        assertWithMessage("%s", bits)
            .that(HalfPrecision.toHalf(HalfPrecision.fromHalf(half)))
            .isEqualTo(half);
      }
    }
  }

  @Test
  void toHalf_betweenTwoHalves_roundsToTheNearestAndTiesToEven() {
    for (int bits = 0; bits < FIRST_NOT_FINITE - 1; bits++) {
      float below = HalfPrecision.fromHalf((short) bits);
      float above = HalfPrecision.fromHalf((short) (bits + 1));
      float middle = (below + above) / 2;
      int even = (bits & 1) == 0 ? bits : bits + 1;
      assertThat((int) HalfPrecision.toHalf(middle)).isEqualTo(even);
      assertThat((int) HalfPrecision.toHalf(Math.nextDown(middle))).isEqualTo(bits);
      assertThat((int) HalfPrecision.toHalf(Math.nextUp(middle))).isEqualTo(bits + 1);
    }
  }

  @Test
  void toHalf_beyondTheRange_becomesInfinite() {
    assertThat(HalfPrecision.toHalf(65519.99f)).isEqualTo((short) 0x7bff);
    assertThat(HalfPrecision.toHalf(65520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfPrecision.toHalf(-1e30f)).isEqualTo((short) 0xfc00);
    assertThat(HalfPrecision.fromHalf(HalfPrecision.toHalf(Float.NaN))).isNaN();
  }

  @Test
  void fromBfloat_upperHalfOfAFloat_isThatFloat() {
    assertThat(HalfPrecision.fromBfloat((short) (Float.floatToIntBits(-1.5f) >>> 16)))
        .isEqualTo(-1.5f);
  }
}
