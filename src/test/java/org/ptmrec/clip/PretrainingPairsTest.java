package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ptmrec.download.RgbImage;
import org.ptmrec.tensor.RandomStream;

class PretrainingPairsTest {
  private static final int SIZE = 8;
  private static final BytePairTokenizer TOKENIZER =
      new BytePairTokenizer(BytePairVocabulary.of(List.of()), 20);

  @Test
  void batchesInOrder_equalCaptions_neverShareABatch() {
    PretrainingPairs pairs = pairs("red", "red", "green", "Red", "blue", "green", "pink");
    assertThat(pairs.distinctCaptions()).isEqualTo(4);
    assertThat(pairs.batchesInOrder(2).stream().map(Arrays::toString))
        .containsExactly("[0, 2]", "[3, 4]", "[5, 6]")
        .inOrder();
    // The second red and, after it, the third are left out of this pass; pink alone is dropped.
    assertThat(pairs.batchesInOrder(3).stream().map(Arrays::toString)).containsExactly("[0, 2, 4]");
  }

  @Test
  void next_anOrder_isFollowed() {
    PretrainingPairs.Batches batches = pairs("red", "green", "blue").batches(new int[] {2, 0, 1});
    assertThat(batches.next(2)).isEqualTo(new int[] {2, 0});
    assertThat(batches.next(2)).isEqualTo(new int[] {1});
    assertThat(batches.next(2)).isEmpty();
  }

  @Test
  void shiftedPixels_byNothing_areThePixels() {
    PretrainingPairs pairs = pairs("red");
    assertThat(pairs.shiftedPixels(0, 0, RandomStream.ofSeed(1))).isEqualTo(pairs.pixels(0));
  }

  @Test
  void shiftedPixels_byUpToOne_areOneOfNineMoves() {
    PretrainingPairs pairs = pairs("red");
    RandomStream random = RandomStream.ofSeed(1);
    long different =
        Stream.generate(() -> Arrays.toString(pairs.shiftedPixels(0, 1, random)))
            .limit(200)
            .distinct()
            .count();
    assertThat(different).isEqualTo(9);
  }

  private static PretrainingPairs pairs(String... captions) {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * i);
    }
    return new PretrainingPairs(
        Arrays.stream(captions)
            .map(caption -> new CaptionedPicture(new RgbImage(SIZE, SIZE, rgb), caption)),
        ImagePreprocessor.openAi(SIZE),
        TOKENIZER);
  }
}
