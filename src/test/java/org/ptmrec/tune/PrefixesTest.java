package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.testkit.TinyClip;

class PrefixesTest {
  private static final int START = TinyClip.VOCABULARY - 2;
  private static final int END = TinyClip.VOCABULARY - 1;
  private static final int[][] TEXTS = {{START, 5, 6, 7, END}, {START, 9, END}, {START, 1, 2, END}};

  private final Clip clip = Clip.untrained(TinyClip.CONFIG, RandomStream.ofSeed(1));

  @Test
  void encode_fromThePrefixOfOneLayer_equalsEncodingFromTheStart() {
    EncoderTuning tuning = prompts(2);
    Prefixes prefixes = prefixesOfOneLayer();
    assertThat(prefixes.serve(tuning.text())).isTrue();
    try (Tape tape = Tape.create()) {
      // Another batch than that of the prefix: other texts beside them, and another longest.
      int[] items = {2, 1};
      int[][] texts = {TEXTS[2], TEXTS[1]};
      assertClose(
          prefixes.encodeTexts(clip, tape, items, tuning.text()),
          clip.encodeTexts(tape, texts, tuning.text()));
      float[][] pictures = {picture(2), picture(1)};
      assertClose(
          prefixes.encodeImages(clip, tape, items, tuning.vision()),
          clip.encodeImages(tape, pictures, tuning.vision()));
    }
  }

  @Test
  void serve_tuningOfTheFirstLayer_isNotServed() {
    Prefixes prefixes = prefixesOfOneLayer();
    assertThat(prefixes.serve(prompts(1).vision())).isFalse();
    assertThat(prefixes.serve(TowerHooks.NONE)).isFalse();
    try (Tape tape = Tape.create()) {
      Var prefix = clip.imagePrefix(tape, new float[][] {picture(0)}, 1);
      assertThrows(
          IllegalArgumentException.class,
          () -> clip.encodeImages(tape, prefix, 1, 1, prompts(1).vision()));
    }
  }

  @Test
  void encode_itemWithoutPrefix_saysWhichStageMakesIt() {
    try (Tape tape = Tape.create()) {
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () -> prefixesOfOneLayer().encodeTexts(clip, tape, new int[] {7}, prompts(2).text()));
      assertThat(e).hasMessageThat().contains("no prefix of item 7; run the stage encode-prefix");
    }
  }

  private static EncoderTuning prompts(int firstLayer) {
    return EncoderTunings.create(
        "prompt",
        Map.of("firstLayer", firstLayer, "depth", 1),
        TinyClip.CONFIG,
        RandomStream.ofSeed(2));
  }

  private Prefixes prefixesOfOneLayer() {
    Map<Integer, float[]> images = new HashMap<>();
    Map<Integer, float[]> texts = new HashMap<>();
    try (Tape tape = Tape.create()) {
      float[] allTexts = clip.textPrefix(tape, TEXTS, 1).value().toFloats();
      int longest = TEXTS[0].length;
      int width = TinyClip.CONFIG.text().tower().width();
      for (int item = 0; item < TEXTS.length; item++) {
        int from = item * longest * width;
        texts.put(
            item, Arrays.copyOfRange(allTexts, from, from + clip.prefixRows(TEXTS[item]) * width));
        float[][] one = {picture(item)};
        images.put(item, clip.imagePrefix(tape, one, 1).value().toFloats());
      }
    }
    return new Prefixes(1, images, texts);
  }

  private static float[] picture(int seed) {
    float[] pixels = new float[TinyClip.CONFIG.vision().imageValues()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * (seed + 2) % 7 - 3) * 0.3f;
    }
    return pixels;
  }

  private static void assertClose(Var actual, Var expected) {
    assertThat(actual.value().toFloats())
        .usingTolerance(1e-5)
        .containsExactly(expected.value().toFloats())
        .inOrder();
  }
}
