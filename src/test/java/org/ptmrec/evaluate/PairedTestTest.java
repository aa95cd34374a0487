package org.ptmrec.evaluate;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairedTestTest {
  /** Student's sleep data (1908), as in R: t.test(extra ~ group, data = sleep, paired = TRUE). */
  private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

  private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  @Test
  void of_studentsSleepData_equalsThePublishedTest() {
    PairedTest test = PairedTest.of(DRUG_1, DRUG_2);
    assertThat(test.pairs()).isEqualTo(10);
    assertThat(test.difference()).isWithin(1e-12).of(-1.58);
    assertThat(test.t()).isWithin(5e-5).of(-4.0621);
    assertThat(test.p()).isWithin(5e-7).of(0.002833);
    assertThat(test.low()).isWithin(5e-8).of(-2.4598858);
    assertThat(test.high()).isWithin(5e-8).of(-0.7001142);
    assertThat(test.effect()).isWithin(5e-5).of(-1.2846);
    assertThat(test.isSignificant()).isTrue();
  }

  /** With four degrees of freedom, t = 2.776 is the table's critical value at 5 %. */
  @Test
  void of_fiveSeedsAtTheCriticalValue_isJustNotSignificant() {
    double[] differences = differencesWithT(2.776);
    assertThat(PairedTest.of(differences, new double[5]).p()).isWithin(1e-4).of(0.05);
    assertThat(PairedTest.of(differencesWithT(2.7), new double[5]).isSignificant()).isFalse();
    assertThat(PairedTest.of(differencesWithT(2.8), new double[5]).isSignificant()).isTrue();
  }

  /** −2 to 2 have the standard error √0.5; shifted by t times that, they have the statistic t. */
  private static double[] differencesWithT(double t) {
    return Arrays.stream(new double[] {-2, -1, 0, 1, 2}).map(d -> d + t * Math.sqrt(0.5)).toArray();
  }

  @Test
  void of_swappedSamples_hasTheOppositeSignAndTheSameP() {
    PairedTest forth = PairedTest.of(DRUG_1, DRUG_2);
    PairedTest back = PairedTest.of(DRUG_2, DRUG_1);
    assertThat(back.t()).isWithin(1e-12).of(-forth.t());
    assertThat(back.p()).isWithin(1e-12).of(forth.p());
    assertThat(back.low()).isWithin(1e-12).of(-forth.high());
  }

  @Test
  void of_equalSamples_findsNothing() {
    PairedTest test = PairedTest.of(DRUG_1, DRUG_1);
    assertThat(test.p()).isEqualTo(1.0);
    assertThat(test.effect()).isEqualTo(0.0);
    assertThat(test.isSignificant()).isFalse();
  }

  @Test
  void of_differencesWithoutSpread_isCertain() {
    PairedTest test = PairedTest.of(new double[] {3, 4, 5}, new double[] {1, 2, 3});
    assertThat(test.p()).isEqualTo(0.0);
    assertThat(test.low()).isEqualTo(2.0);
    assertThat(test.t()).isPositiveInfinity();
  }

  @Test
  void of_whatCannotBePaired_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> PairedTest.of(new double[2], new double[3]));
    assertThrows(IllegalArgumentException.class, () -> PairedTest.of(new double[1], new double[1]));
  }
}
