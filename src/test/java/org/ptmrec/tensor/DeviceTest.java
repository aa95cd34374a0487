package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTest {

  @ParameterizedTest
  @CsvSource({
    "Tesla V100, 7, 0, true",
    "Tesla T4, 7, 5, true",
    "A100, 8, 0, true",
    "RTX 4090, 8, 9, true",
    "Tesla K40, 3, 5, false",
    "H100, 9, 0, false",
    "RTX 5090, 12, 0, false"
  })
  void problem_ofACard_isNoneWhereThereIsCodeForIt(
      String name, int major, int minor, boolean runs) {
    Device device = new Device(name, major, minor, 1L << 30);
    assertThat(device.problem().isEmpty()).isEqualTo(runs);
    device
        .problem()
        .ifPresent(
            problem -> assertThat(problem).contains(name + " has compute capability " + major));
  }
}
