package org.ptmrec.price;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;
import org.ptmrec.clip.ClipSize;

class EncoderCostTest {
  private final EncoderCost cost = EncoderCost.of(ClipSize.VIT_B_16.config(), "ViT-B/16");

  @Test
  void gigaflop_ofViTB16_asItsPapersCountButForWhatIsNotComputed() {
    // 17.6 10^9 multiplications with additions an image (Dosovitskiy et al.), a text of 77 tokens
    // 2.9.
    double whole = 2 * (17.6 + 2.9);
    assertThat(cost.gigaflop()).isAtMost(whole);
    assertThat(cost.gigaflop()).isAtLeast(0.9 * whole);
    assertThat(cost.gigaflopWithBackward(true) - cost.gigaflopWithBackward(false))
        .isWithin(1e-9)
        .of(cost.gigaflop());
  }

  @Test
  void memory_forward_weightsAndABlock() {
    long weights = 149_600_000L * Float.BYTES; // as openai/CLIP counts them
    assertThat((double) cost.memory(1)).isWithin(0.05 * weights).of(weights);
    long image = Float.BYTES * 197L * (16 * 768 + 12 * 197);
    assertThat(cost.memory(9) - cost.memory(1)).isEqualTo(8 * image);
  }

  @Test
  void memory_recomputing_isAFraction() {
    long kept = cost.memoryWithBackward(128, false) - cost.memory(0);
    long recomputed = cost.memoryWithBackward(128, true) - cost.memory(0);
    assertThat((double) recomputed / kept).isLessThan(0.3);
  }

  @Test
  void folderThatIsNotThere_thePapersEncoder() {
    EncoderCost assumed = EncoderCost.of("models/clip-vit-base-patch16");
    assertThat(assumed.gigaflop()).isEqualTo(cost.gigaflop());
    assertThat(assumed.name()).isEqualTo("ViT-B/16, as clip-vit-base-patch16 is not there");
  }
}
