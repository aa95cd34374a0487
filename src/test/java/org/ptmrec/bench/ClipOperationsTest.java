package org.ptmrec.bench;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;
import org.ptmrec.clip.ClipSize;
import org.ptmrec.clip.Tower;
import org.ptmrec.clip.TowerConfig;

class ClipOperationsTest {
  @Test
  void image_vitB32_nearThePublishedCount() {
    double gigaflop = new ClipOperations(ClipSize.VIT_B_32.config()).image() / 1e9;

    // 4.4 x 10^9 multiply-adds (Dosovitskiy et al.), of which the last block's MLP is not computed.
    assertThat(gigaflop).isWithin(0.3).of(8.3);
  }

  @Test
  void text_twiceTheTokens_twiceTheProductsAndFourTimesTheAttention() {
    ClipOperations operations = new ClipOperations(ClipSize.VIT_B_32.config());
    TowerConfig tower = ClipSize.VIT_B_32.config().tower(Tower.TEXT);
    double attention = 12.0 * 2 * tower.width(); // of a token by a token, of all layers

    double second = operations.text(40) - 2 * operations.text(20);

    double once = 2.0 * tower.width() * (tower.width() + 2.0 * tower.mlpWidth() + 512);
    double perTwenty = attention * (40.0 * 41 - 2 * 20 * 21);
    assertThat(second).isWithin(1e-3).of(perTwenty - once);
  }
}
