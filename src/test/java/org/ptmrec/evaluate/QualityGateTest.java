package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class QualityGateTest {
  private static final QualityGate ANY = new QualityGate(0, 0, OptionalDouble.empty());
  private static final double[] BASELINE = {0.1, 0.2, 0.3, 0.4};
  private static final double[] BETTER = {0.2, 0.2, 0.5, 0.5};
  private static final double[] WORSE = {0.1, 0.1, 0.3, 0.3};

  @Test
  void judge_worseThanTheBaseline_failsWithTheDifference() {
    QualityGate.Decision decision = ANY.judge(0.2, WORSE, BASELINE);
    assertThat(decision.passed()).isFalse();
    assertThat(decision.reason()).startsWith("difference -0.0500 (95 % interval ");
    assertThat(decision.test().orElseThrow().pairs()).isEqualTo(4);
  }

  @Test
  void judge_worseWithinTheTolerance_passes() {
    QualityGate tolerant = new QualityGate(0, -0.06, OptionalDouble.empty());
    assertThat(tolerant.judge(0.2, WORSE, BASELINE).passed()).isTrue();
  }

  @Test
  void judge_equal_passesUnlessItMustBeBetter() {
    assertThat(ANY.judge(0.25, BASELINE, BASELINE).passed()).isTrue();
    QualityGate strict = new QualityGate(0, 0, OptionalDouble.of(0.05));
    assertThat(strict.judge(0.25, BASELINE, BASELINE).passed()).isFalse();
  }

  @Test
  void judge_betterByChancePerhaps_failsWhereItMustBeSignificant() {
    QualityGate strict = new QualityGate(0, 0, OptionalDouble.of(0.01));
    QualityGate.Decision decision = strict.judge(0.35, BETTER, BASELINE); // p is about 0.09
    assertThat(decision.passed()).isFalse();
    assertThat(decision.reason()).endsWith("not better at a level of 0.01");
    QualityGate lenient = new QualityGate(0, 0, OptionalDouble.of(0.1));
    assertThat(lenient.judge(0.35, BETTER, BASELINE).passed()).isTrue();
  }

  @Test
  void judge_belowTheLeastValue_failsWithAndWithoutABaseline() {
    QualityGate high = new QualityGate(0.5, 0, OptionalDouble.empty());
    assertThat(high.judge(0.35, BETTER, BASELINE).reason()).isEqualTo("0.3500 is less than 0.5");
    assertThat(high.judge(0.35).passed()).isFalse();
    assertThat(high.judge(0.5).passed()).isTrue();
  }

  @Test
  void judge_noUsersInCommon_fails() {
    assertThat(ANY.judge(0.9, new double[0], new double[0]).passed()).isFalse();
  }
}
