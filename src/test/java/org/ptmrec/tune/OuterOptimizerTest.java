package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OuterOptimizerTest {
  private static RowChanges row(int row, float... values) {
    return new RowChanges("p", new int[] {row}, values);
  }

  /** By hand; PyTorch's SGD(lr=0.7, momentum=0.9, nesterov=True) on gradients 0.5 and 0.2. */
  @Test
  void step_twice_isNesterovs() {
    OuterOptimizer optimizer = new OuterOptimizer(0.7, 0.9);
    float[] values = {1};
    float[] velocity = {0};

    optimizer.step(1, values, velocity, List.of(row(0, 0.4f), row(0, 0.6f)));
    assertThat(velocity[0]).isWithin(1e-7f).of(0.5f);
    assertThat(values[0]).isWithin(1e-7f).of(0.335f); // 1 − 0.7 · (0.5 + 0.9 · 0.5)

    optimizer.step(1, values, velocity, List.of(row(0, 0.135f), row(0, 0.135f)));
    assertThat(velocity[0]).isWithin(1e-7f).of(0.65f); // 0.9 · 0.5 + 0.2
    assertThat(values[0]).isWithin(1e-7f).of(-0.2145f); // 0.335 − 0.7 · (0.2 + 0.9 · 0.65)
  }

  @Test
  void step_rateOneWithoutMomentum_isTheMeanToTheLastBit() {
    float[] values = {1, -3, 1e-30f};
    float[] expected = {1e-12f, 7e20f, 1};

    new OuterOptimizer(1, 0).step(3, values, new float[3], List.of(row(0, expected)));

    assertThat(values).isEqualTo(expected);
  }

  @Test
  void step_rowChangedByOneOfThree_goesToWhereThatOneIs() {
    float[] values = {0, 0, 0, 0, 0, 0};
    List<RowChanges> changes =
        List.of(
            new RowChanges("p", new int[] {0, 1}, new float[] {3, 30, 4, 40}),
            new RowChanges("p", new int[] {1}, new float[] {6, 60}),
            new RowChanges("p", new int[] {}, new float[] {}));

    new OuterOptimizer(1, 0).step(2, values, new float[6], changes);

    assertThat(values).usingExactEquality().containsExactly(3, 30, 5, 50, 0, 0).inOrder();
  }

  @Test
  void step_rowThatNobodyChanged_goesOnByItsVelocity() {
    float[] values = {1};
    float[] velocity = {2};

    new OuterOptimizer(0.5, 0.5).step(1, values, velocity, List.of());

    assertThat(velocity[0]).isEqualTo(1f);
    assertThat(values[0]).isEqualTo(0.75f); // 1 − 0.5 · (0 + 0.5 · 1)
  }
}
