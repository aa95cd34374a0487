package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ptmrec.tensor.Rows.sliceRows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.testkit.TinyClip;

class ClipTest {
  private static final int START = TinyClip.VOCABULARY - 2;
  private static final int END = TinyClip.VOCABULARY - 1;
  private static final float TOLERANCE = 1e-6f;

  @TempDir Path folder;

  @Test
  void load_writtenFolder_embedsAsBefore() throws IOException {
    Clip clip = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(5));
    clip.write(folder, ElementType.F32);
    Clip loaded = Clip.load(folder);
    assertThat(loaded.config()).isEqualTo(clip.config());
    assertThat(images(loaded, picture(1))).isEqualTo(images(clip, picture(1)));
    assertThat(texts(loaded, text(3, 4))).isEqualTo(texts(clip, text(3, 4)));
    assertThat(loaded.parameters().stream().anyMatch(Parameter::isTrainable)).isFalse();
  }

  @Test
  void load_halfPrecision_embedsNearlyAsBefore() throws IOException {
    Clip clip = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(5));
    clip.write(folder, ElementType.F16);
    assertClose(images(Clip.load(folder), picture(1)), images(clip, picture(1)), 0.01f);
  }

  @Test
  void encodeImages_inABatch_givesWhatEachGivesAlone() {
    Clip clip = load();
    float[] together = images(clip, picture(1), picture(2), picture(3));
    int width = clip.embeddingWidth();
    for (int i = 0; i < 3; i++) {
      assertClose(
          Arrays.copyOfRange(together, i * width, (i + 1) * width),
          images(clip, picture(i + 1)),
          TOLERANCE);
    }
  }

  @Test
  void encodeTexts_inABatchOfLongerOnes_givesWhatEachGivesAlone() {
    Clip clip = load();
    float[] together = texts(clip, text(7), text(7, 8, 9, 10, 11), text(1, 2));
    int width = clip.embeddingWidth();
    assertClose(Arrays.copyOf(together, width), texts(clip, text(7)), TOLERANCE);
    assertClose(
        Arrays.copyOfRange(together, 2 * width, 3 * width), texts(clip, text(1, 2)), TOLERANCE);
  }

  @Test
  void encodeTexts_paddedWithAnything_poolsAtTheFirstEndToken() {
    Clip clip = load();
    int[] padded = {START, 7, 8, END, END, 0, 300, 0};
    assertThat(texts(clip, padded)).isEqualTo(texts(clip, text(7, 8)));
  }

  @Test
  void encodeTexts_wherePromptsLeaveNoRoom_cutsContentButKeepsTheEnd() {
    Clip clip = load();
    TowerHooks twoPrompts = new Prompts(clip, 2, false);
    int[] content = new int[18];
    Arrays.setAll(content, i -> i + 1);
    assertThat(texts(clip, twoPrompts, text(content)))
        .isEqualTo(texts(clip, twoPrompts, text(Arrays.copyOf(content, 16))));
    assertThat(texts(clip, twoPrompts, text(content)))
        .isNotEqualTo(texts(clip, twoPrompts, text(Arrays.copyOf(content, 15))));
  }

  @Test
  void encodeTexts_promptsBeforeOrAfterTheStart_differ() {
    Clip clip = load();
    assertThat(texts(clip, new Prompts(clip, 2, true), text(1)))
        .isNotEqualTo(texts(clip, new Prompts(clip, 2, false), text(1)));
  }

  /**
   * Prompts that repeat embeddings the tower has anyway: the sequence is a text with these tokens.
   */
  @Test
  void encodeTexts_promptsThatAreTokens_isTheTextWithTheseTokens() {
    Clip clip = load();
    assertClose(
        texts(clip, new Prompts(clip, 2, false), text(9)), texts(clip, text(0, 1, 9)), TOLERANCE);
  }

  @Test
  void encodeTexts_withoutEndTokenOrBeyondTheVocabulary_isRefused() {
    Clip clip = load();
    assertThrows(IllegalArgumentException.class, () -> texts(clip, new int[] {START, 1}));
    assertThrows(IllegalArgumentException.class, () -> texts(clip, text(TinyClip.VOCABULARY)));
  }

  @Test
  void encode_fromSeveralThreads_givesTheSameBits() throws Exception {
    Clip clip = load();
    float[] expected = images(clip, picture(1), picture(2));
    float[] expectedTexts = texts(clip, text(1, 2, 3));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        results.add(
            threads.submit(
                () ->
                    Arrays.equals(images(clip, picture(1), picture(2)), expected)
                        && Arrays.equals(texts(clip, text(1, 2, 3)), expectedTexts)));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void initialize_sameSeed_givesTheSameWeightsAndAnotherSeedOthers() {
    float[] embedding = images(load(), picture(1));
    Clip same = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(5));
    Clip other = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(6));
    assertThat(images(same, picture(1))).isEqualTo(embedding);
    assertThat(images(other, picture(1))).isNotEqualTo(embedding);
    assertThat(same.parameters().stream().allMatch(Parameter::isTrainable)).isTrue();
  }

  /** A text tower's first prompts are the embeddings of tokens 0, 1, ... */
  private record Prompts(Clip clip, int prompts, boolean promptsBeforeStart) implements TowerHooks {
    @Override
    public @Nullable Var prompt(Tape tape, int layer) {
      Parameter tokens =
          clip.parameters().stream()
              .filter(p -> p.name().endsWith("token_embedding.weight"))
              .findFirst()
              .orElseThrow();
      return layer > 0 ? null : sliceRows(tape.var(tokens), 0, prompts);
    }
  }

  private Clip load() {
    try {
      return Clip.load(TinyClip.write(Files.createTempDirectory(folder, "clip"), 5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] images(Clip clip, float[]... pixels) {
    try (Tape tape = Tape.create()) {
      return clip.encodeImages(tape, pixels, TowerHooks.NONE).value().toFloats();
    }
  }

  private static float[] texts(Clip clip, int[]... tokens) {
    return texts(clip, TowerHooks.NONE, tokens);
  }

  private static float[] texts(Clip clip, TowerHooks hooks, int[]... tokens) {
    try (Tape tape = Tape.create()) {
      return clip.encodeTexts(tape, tokens, hooks).value().toFloats();
    }
  }

  private static float[] picture(long seed) {
    RandomStream random = RandomStream.ofSeed(seed);
    float[] pixels = new float[TinyClip.CONFIG.vision().imageValues()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  private static int[] text(int... content) {
    int[] tokens = new int[content.length + 2];
    tokens[0] = START;
    System.arraycopy(content, 0, tokens, 1, content.length);
    tokens[tokens.length - 1] = END;
    return tokens;
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasLength(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertWithMessage("%s", i).that(actual[i]).isWithin(tolerance).of(expected[i]);
    }
  }
}
