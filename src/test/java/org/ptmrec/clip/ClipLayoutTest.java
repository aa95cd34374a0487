package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipLayoutTest {

  /** The published sizes of OpenAI's encoders. */
  @ParameterizedTest
  @CsvSource({"32, 87849216, 151277313", "16, 86192640, 149620737"})
  void entries_ofVitB_haveThePublishedNumberOfParameters(int patch, long vision, long total) {
    ClipConfig config = vitB(patch);
    assertThat(count(config, "vis")).isEqualTo(vision);
    assertThat(count(config, "text")).isEqualTo(63_428_096);
    assertThat(count(config, "")).isEqualTo(total);
  }

  private static long count(ClipConfig config, String prefix) {
    return ClipLayout.entries(config).stream()
        .filter(entry -> entry.name().startsWith(prefix))
        .mapToLong(ClipLayout.Entry::size)
        .sum();
  }

  private static ClipConfig vitB(int patch) {
    return new ClipConfig(
        new ClipConfig.Vision(
            new TowerConfig(768, 3072, 12, 12, HiddenActivation.QUICK_GELU, 1e-5), 224, patch),
        new ClipConfig.Text(
            new TowerConfig(512, 2048, 8, 12, HiddenActivation.QUICK_GELU, 1e-5),
            49408,
            77,
            49406,
            49407),
        512,
        2.6592);
  }
}
