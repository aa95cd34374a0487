package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

  @Test
  void nextLong_fromTheStateOneToFour_isTheReferenceSequence() {
    // The first outputs of Blackman and Vigna's C code for s = {1, 2, 3, 4}.
    RandomStream random = RandomStream.restore(new long[] {1, 2, 3, 4});
    assertThat(random.nextLong()).isEqualTo(41943041L);
    assertThat(random.nextLong()).isEqualTo(58720359L);
    assertThat(random.nextLong()).isEqualTo(3588806011781223L);
    assertThat(random.nextLong()).isEqualTo(3591011842654386L);
  }

  @Test
  void restore_ofASavedState_continuesTheStream() {
    RandomStream random = RandomStream.ofSeed(42);
    random.nextGaussian();
    RandomStream restored = RandomStream.restore(random.state());
    for (int i = 0; i < 100; i++) {
      assertThat(restored.nextGaussian()).isEqualTo(random.nextGaussian());
    }
  }

  @Test
  void split_byLabel_isIndependentOfTheParentsUse() {
    RandomStream random = RandomStream.ofSeed(1);
    assertThat(random.split("a").nextLong()).isEqualTo(random.split("a").nextLong());
    assertThat(random.split("a").nextLong()).isNotEqualTo(random.split("b").nextLong());
  }

  @Test
  void nextInt_overManyDraws_isUniform() {
    RandomStream random = RandomStream.ofSeed(8);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[random.nextInt(7)]++;
    }
    for (int count : counts) {
      assertThat((double) count).isWithin(500).of(10_000); // five standard deviations
    }
  }

  @Test
  void nextGaussian_overManyDraws_hasUnitMoments() {
    RandomStream random = RandomStream.ofSeed(9);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100_000; i++) {
      double x = random.nextGaussian();
      sum += x;
      squares += x * x;
    }
    assertThat(sum / 100_000).isWithin(0.02).of(0);
    assertThat(squares / 100_000).isWithin(0.03).of(1);
  }

  @Test
  void shuffle_ofARange_keepsEveryValue() {
    int[] values = new int[50];
    Arrays.setAll(values, i -> i);
    RandomStream.ofSeed(3).shuffle(values);
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    assertThat(values).isNotEqualTo(sorted);
    for (int i = 0; i < 50; i++) {
      assertThat(sorted[i]).isEqualTo(i);
    }
  }
}
