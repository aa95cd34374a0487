package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void ticks_fractions_areRoundNumbersInRange() {
    Axis axis = Axis.over(DoubleStream.of(0.03, 0.21), 0, 100);

    assertThat(axis.ticks()).containsExactly(0.05, 0.1, 0.15000000000000002, 0.2).inOrder();
  }

  @Test
  void ticks_fewEpochs_areWholeNumbers() {
    Axis axis = Axis.overWholeNumbers(DoubleStream.of(0, 2), 0, 100);

    assertThat(axis.ticks()).containsExactly(0.0, 1.0, 2.0).inOrder();
  }

  @Test
  void at_downwardAxis_mapsEnds() {
    Axis axis = Axis.over(DoubleStream.of(1, 3), 100, 10);

    assertThat(axis.at(1)).isEqualTo(100);
    assertThat(axis.at(3)).isEqualTo(10);
  }

  @Test
  void at_equalValues_isInTheMiddle() {
    Axis axis = Axis.over(DoubleStream.of(5, 5), 0, 100);

    assertThat(axis.at(5)).isWithin(1e-9).of(50);
  }

  @Test
  void overWholeNumbers_oneEpoch_startsAtIt() {
    Axis axis = Axis.overWholeNumbers(DoubleStream.of(0), 10, 100);

    assertThat(axis.at(0)).isEqualTo(10);
    assertThat(axis.ticks()).containsExactly(0.0, 1.0).inOrder();
  }
}
