package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ptmrec.tensor.RandomStream;

class PairedBootstrapTest {
  /** Of 0 and 1, resamples have the means 0, ½, ½ and 1: two of four are as far off as ½. */
  @Test
  void of_twoPairs_isTheDistributionOfAllResamples() {
    PairedBootstrap test = PairedBootstrap.of(new double[] {3, 5}, new double[] {3, 4});
    assertThat(test.pairs()).isEqualTo(2);
    assertThat(test.difference()).isEqualTo(0.5);
    assertThat(test.p()).isWithin(0.02).of(0.5); // four standard errors of 10,000 resamples
    assertThat(test.low()).isEqualTo(0.0);
    assertThat(test.high()).isEqualTo(1.0);
  }

  /** Of 3 and −1, both means 3 and −1 are 2 from the difference 1; so is none of 1. */
  @Test
  void of_pairsThatDisagree_countsBothDirections() {
    PairedBootstrap test = PairedBootstrap.of(new double[] {3, 0}, new double[] {0, 1});
    assertThat(test.p()).isWithin(0.02).of(0.5);
    assertThat(test.low()).isEqualTo(-1.0);
  }

  /** With many well-behaved pairs, the t-test is right and both agree. */
  @Test
  void of_normalDifferences_agreesWithStudent() {
    RandomStream random = RandomStream.ofSeed(7);
    double[] candidate = new double[400];
    Arrays.setAll(candidate, i -> random.nextGaussian() + 0.08);
    PairedBootstrap test = PairedBootstrap.of(candidate, new double[400]);
    PairedTest student = PairedTest.of(candidate, new double[400]);
    assertThat(student.p()).isGreaterThan(0.01); // or there is nothing to agree on
    assertThat(test.p()).isWithin(0.02).of(student.p());
    assertThat(test.low()).isWithin(0.01).of(student.low());
    assertThat(test.high()).isWithin(0.01).of(student.high());
    assertThat(test.difference()).isWithin(1e-12).of(student.difference());
  }

  @Test
  void of_theSamePairs_isRepeatable() {
    double[] candidate = {0.1, 0.5, 0, 0, 1, 0.3};
    double[] baseline = {0, 0.5, 0, 0.2, 0.4, 0};
    assertThat(PairedBootstrap.of(candidate, baseline))
        .isEqualTo(PairedBootstrap.of(candidate, baseline));
  }

  @Test
  void of_equalSamples_findsNothing() {
    double[] same = {0.1, 0.4, 0.7};
    assertThat(PairedBootstrap.of(same, same).p()).isEqualTo(1.0);
    assertThat(PairedBootstrap.of(same, same).isSignificant()).isFalse();
  }

  @Test
  void of_differencesWithoutSpread_isCertain() {
    PairedBootstrap test = PairedBootstrap.of(new double[] {3, 4, 5}, new double[] {1, 2, 3});
    assertThat(test.p()).isEqualTo(1.0 / 10_001);
    assertThat(test.low()).isEqualTo(2.0);
    assertThat(test.isSignificant()).isTrue();
  }

  @Test
  void of_whatCannotBePaired_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> PairedBootstrap.of(new double[2], new double[3]));
    assertThrows(
        IllegalArgumentException.class, () -> PairedBootstrap.of(new double[1], new double[1]));
  }
}
