package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "999, 999 ms",
    "1000, 1.0 s",
    "59999, 59.9 s",
    "60000, 1 min 00 s",
    "3599999, 59 min 59 s",
    "7260000, 2 h 01 min",
    "-5, 0 ms"
  })
  void duration_millis_isReadable(long millis, String expected) {
    assertThat(Numbers.duration(Duration.ofMillis(millis))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1", "20, 20", "0.0001, 0.0001", "100000, 100000", "-0.0, 0", "NaN, NaN"})
  void plain_value_isShortest(double value, String expected) {
    assertThat(Numbers.plain(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.05, +5.0 %", "-0.123, −12.3 %", "0.0001, ±0.0 %"})
  void gain_share_hasSign(double share, String expected) {
    assertThat(Numbers.gain(share)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"2.24, 2.2", "9.94, 9.9", "9.96, 10", "123.4, 123"})
  void factor_value_hasTwoDigits(double value, String expected) {
    assertThat(Numbers.factor(value)).isEqualTo(expected);
  }

  @Test
  void metric_notANumber_isADash() {
    assertThat(Numbers.metric(Double.NaN)).isEqualTo("–");
  }
}
