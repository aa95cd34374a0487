package org.ptmrec.tensor;

import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transcendental functions and lane sums made of additions, products and bit operations only. Those
 * of the Vector API are allowed to give other bits once a method is compiled than while it is
 * interpreted, which would make a run depend on what the process did before. Coefficients are those
 * of the Cephes library (Moshier); errors are within 2 units in the last place.
 */
final class VectorMath {
  /** Adding this pushes a small number's fraction out of a float and leaves it rounded. */
  private static final float ROUNDING = 12582912f; // 1.5 · 2^23

  private static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final VectorShuffle<Float>[] HALVES = halves();

  private VectorMath() {}

  /** The sum of the lanes: upper half onto lower half, until one is left. */
  static float sum(FloatVector v) {
    FloatVector sum = v;
    for (VectorShuffle<Float> half : HALVES) {
      sum = sum.add(sum.rearrange(half));
    }
    return sum.lane(0);
  }

  /** e^x; 0 below −87.3, infinite above 88.3 (an exponent of 128), NaN for NaN. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(-87.33f).min(88.37f);
    FloatVector shifted = clamped.mul(1.44269504f).add(ROUNDING);
    FloatVector n = shifted.sub(ROUNDING);
    FloatVector r = clamped.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
    FloatVector poly =
        r.mul(1.9875691500e-4f)
            .add(1.3981999507e-3f)
            .mul(r)
            .add(8.3334519073e-3f)
            .mul(r)
            .add(4.1665795894e-2f)
            .mul(r)
            .add(1.6666665459e-1f)
            .mul(r)
            .add(5.0000001201e-1f);
    FloatVector y = poly.mul(r.mul(r)).add(r).add(1f);
    IntVector power =
        shifted
            .reinterpretAsInts()
            .sub(ROUNDING_BITS - 127)
            .lanewise(VectorOperators.LSHL, 23); // 2^n as the bits of a float
    FloatVector result = y.mul(power.reinterpretAsFloats());
    return result
        .blend(0f, x.compare(VectorOperators.LT, -87.33f))
        .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 88.37f));
  }

  /** ln x for normal x; −∞ for 0 and what is denormal, NaN below 0, ∞ for ∞. */
  static FloatVector log(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector exponent = bits.lanewise(VectorOperators.LSHR, 23).sub(126);
    FloatVector e = exponent.add(ROUNDING_BITS).reinterpretAsFloats().sub(ROUNDING);
    FloatVector m =
        bits.lanewise(VectorOperators.AND, 0x007fffff)
            .lanewise(VectorOperators.OR, 0x3f000000)
            .reinterpretAsFloats(); // in [0.5, 1)
    VectorMask<Float> small = m.compare(VectorOperators.LT, 0.70710678f);
    e = e.sub(1f, small);
    m = m.add(m, small).sub(1f);
    FloatVector z = m.mul(m);
    FloatVector poly =
        m.mul(7.0376836292e-2f)
            .add(-1.1514610310e-1f)
            .mul(m)
            .add(1.1676998740e-1f)
            .mul(m)
            .add(-1.2420140846e-1f)
            .mul(m)
            .add(1.4249322787e-1f)
            .mul(m)
            .add(-1.6668057665e-1f)
            .mul(m)
            .add(2.0000714765e-1f)
            .mul(m)
            .add(-2.4999993993e-1f)
            .mul(m)
            .add(3.3333331174e-1f);
    FloatVector y = poly.mul(m).mul(z).add(e.mul(LN2_LOW)).sub(z.mul(0.5f));
    FloatVector result = m.add(y).add(e.mul(LN2_HIGH));
    return result
        .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.LT, Float.MIN_NORMAL))
        .blend(Float.NaN, x.compare(VectorOperators.LT, 0f))
        .blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
        .blend(x, x.test(VectorOperators.IS_NAN));
  }

  /** ln(1 + x) for x in [0, 1], exact for small x too (Kahan's correction). */
  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1f);
    FloatVector rest = u.sub(1f);
    VectorMask<Float> vanished = rest.compare(VectorOperators.EQ, 0f);
    FloatVector corrected = log(u).mul(x.div(rest.blend(1f, vanished)));
    return corrected.blend(x, vanished);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector z = x.mul(x);
    FloatVector poly =
        z.mul(-5.70498872745e-3f)
            .add(2.06390887954e-2f)
            .mul(z)
            .add(-5.37397155531e-2f)
            .mul(z)
            .add(1.33314422036e-1f)
            .mul(z)
            .add(-3.33332819422e-1f);
    FloatVector near = poly.mul(z).mul(x).add(x);
    FloatVector size = x.abs();
    FloatVector far = FloatVector.broadcast(SPECIES, -2f).div(exp(size.add(size)).add(1f)).add(1f);
    FloatVector signed = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
    return near.blend(signed, size.compare(VectorOperators.GT, 0.625f));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static VectorShuffle<Float>[] halves() {
    int steps = Integer.numberOfTrailingZeros(LANES);
    VectorShuffle<Float>[] shuffles = new VectorShuffle[steps];
    for (int s = 0; s < steps; s++) {
      int half = LANES >> (s + 1);
      shuffles[s] = VectorShuffle.fromOp(SPECIES, lane -> (lane + half) % LANES);
    }
    return shuffles;
  }
}
