package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PretrainingSpecTest {
  private static final PretrainingSpec SPEC =
      PretrainingSpec.create().withSteps(110).withWarmUpSteps(10).withLearningRate(0.5);

  @Test
  void learningRateAt_warmingUp_risesEvenlyToTheHighest() {
    assertThat(SPEC.learningRateAt(0)).isWithin(1e-12).of(0.05);
    assertThat(SPEC.learningRateAt(4)).isWithin(1e-12).of(0.25);
    assertThat(SPEC.learningRateAt(9)).isWithin(1e-12).of(0.5);
  }

  @Test
  void learningRateAt_afterwards_fallsAlongACosine() {
    assertThat(SPEC.learningRateAt(10)).isWithin(1e-12).of(0.5);
    assertThat(SPEC.learningRateAt(60)).isWithin(1e-12).of(0.25);
    assertThat(SPEC.learningRateAt(109)).isWithin(1e-3).of(0);
  }

  @Test
  void config_ofASpec_hasItsSizesAndTheVocabularysLastIds() {
    ClipConfig config = SPEC.withImage(32, 8).withWidth(64).withLayers(2).config(700);
    assertThat(config.vision().imageSize()).isEqualTo(32);
    assertThat(config.vision().patches()).isEqualTo(16);
    assertThat(config.text().tower())
        .isEqualTo(new TowerConfig(64, 256, 2, 2, HiddenActivation.QUICK_GELU, 1e-5));
    assertThat(config.vision().tower()).isEqualTo(config.text().tower());
    assertThat(config.text().startToken()).isEqualTo(698);
    assertThat(config.text().endToken()).isEqualTo(699);
  }

  @Test
  void withWidth_thatHeadsDoNotDivide_isRefused() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> SPEC.withWidth(100));
    assertThat(refusal).hasMessageThat().contains("width 100: expected a multiple of 32");
  }
}
