package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.ptmrec.tensor.CpuElementwise.LANES;
import static org.ptmrec.tensor.CpuElementwise.SPECIES;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorMathTest {
  @Test
  void functions_overTheirRange_areWithinFourUnitsOfTheDoubleResult() {
    within(VectorMath::exp, Math::exp, -87, 88);
    within(VectorMath::log, Math::log, 1e-30, 1e4);
    within(VectorMath::log, Math::log, 0.5, 2);
    within(VectorMath::log1p, Math::log1p, 0, 1);
    within(VectorMath::log1p, Math::log1p, 0, 1e-6);
    within(VectorMath::tanh, Math::tanh, -10, 10);
  }

  @Test
  void functions_atTheEdges_giveLimits() {
    float inf = Float.POSITIVE_INFINITY;
    assertThat(at(VectorMath::exp, -inf)).isEqualTo(0f);
    assertThat(at(VectorMath::exp, inf)).isEqualTo(inf);
    assertThat(at(VectorMath::exp, Float.NaN)).isNaN();
    assertThat(at(VectorMath::exp, 0f)).isEqualTo(1f);
    assertThat(at(VectorMath::log, 0f)).isEqualTo(-inf);
    assertThat(at(VectorMath::log, -1f)).isNaN();
    assertThat(at(VectorMath::log, inf)).isEqualTo(inf);
    assertThat(at(VectorMath::log, Float.NaN)).isNaN();
    assertThat(at(VectorMath::log, 1f)).isEqualTo(0f);
    assertThat(at(VectorMath::tanh, inf)).isEqualTo(1f);
    assertThat(at(VectorMath::tanh, -inf)).isEqualTo(-1f);
    assertThat(at(VectorMath::tanh, Float.NaN)).isNaN();
  }

  @Test
  void results_beforeAndAfterCompilation_haveTheSameBits() {
    float[] arguments = new float[64 * LANES];
    RandomStream random = RandomStream.ofSeed(3);
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = (float) random.nextGaussian();
    }
    float[] first = everyFunction(arguments);
    for (int round = 0; round < 300; round++) { // enough for the optimising compiler
      assertThat(Arrays.mismatch(everyFunction(arguments), first)).isEqualTo(-1);
    }
  }

  private static float[] everyFunction(float[] arguments) {
    float[] results = new float[arguments.length];
    for (int i = 0; i < arguments.length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, arguments, i);
      FloatVector y =
          VectorMath.exp(x)
              .add(VectorMath.log(x.abs()))
              .add(VectorMath.tanh(x))
              .add(VectorMath.log1p(x.abs()));
      y.add(VectorMath.sum(x)).intoArray(results, i);
    }
    return results;
  }

  private static void within(
      UnaryOperator<FloatVector> function, DoubleUnaryOperator exact, double from, double to) {
    for (int i = 0; i <= 20_000; i++) {
      float x = (float) (from + (to - from) * i / 20_000);
      double expected = exact.applyAsDouble(x);
      double unit = Math.max(Math.ulp((float) expected), Math.ulp(1e-7f));
      assertWithMessage("at %s", x).that(Math.abs(at(function, x) - expected) / unit).isAtMost(4.0);
    }
  }

  private static float at(UnaryOperator<FloatVector> function, float x) {
    return function.apply(FloatVector.broadcast(SPECIES, x)).lane(LANES - 1);
  }
}
