package org.ptmrec.clip;

/**
 * The two 16-bit float formats. By hand, because {@code Float.float16ToFloat} came with Java 20.
 */
final class HalfPrecision {
  private HalfPrecision() {}

  /** The value of IEEE 754 binary16 bits. */
  static float fromHalf(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f; // zero and subnormals, exact in 32 bits
      return sign == 0 ? magnitude : -magnitude;
    }
    int wideExponent = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wideExponent << 23 | fraction << 13);
  }

  /** The nearest binary16 bits, ties to even; what is too large becomes infinite. */
  static short toHalf(float value) {
    int bits = Float.floatToIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) { // halfway from the largest half, 65504, to the next power of two
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24)); // the scaling is exact
    }
    int rest = bits & 0x1fff;
    int half = ((bits & 0x7fffffff) >>> 13) - (112 << 10);
    if (rest > 0x1000 || (rest == 0x1000 && (half & 1) == 1)) {
      half++; // may carry into the exponent, which is right
    }
    return (short) (sign | half);
  }

  /** The value of bfloat16 bits: the upper half of a 32-bit float. */
  static float fromBfloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
