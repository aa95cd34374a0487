package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.testkit.TinyClip;

class BytePairTrainerTest {
  @TempDir Path folder;

  @Test
  void learn_aFewWords_mergesTheMostFrequentPairFirst() {
    assertThat(BytePairTrainer.learn(List.of("low low low", "Lower lower", "new"), 4))
        .containsExactly("l o", "lo w</w>", "e r</w>", "lo w")
        .inOrder();
  }

  @Test
  void learn_untilNoPairOccursTwice_stops() {
    assertThat(BytePairTrainer.learn(List.of("aab ab xyz"), 100)).containsExactly("a b</w>");
  }

  @Test
  void learn_thenWriteAndRead_encodesAFrequentWordAsOneToken() throws IOException {
    List<String> rules =
        BytePairTrainer.learn(List.of("teapot green teapot", "teapot, green!"), 50);
    int vocabulary = BytePairVocabulary.write(folder, rules);
    ClipConfig.Text text =
        new ClipConfig.Text(
            TinyClip.CONFIG.text().tower(), vocabulary, 20, vocabulary - 2, vocabulary - 1);
    BytePairTokenizer tokenizer =
        BytePairTokenizer.read(folder, new ClipConfig(TinyClip.CONFIG.vision(), text, 6, 2.6592));
    Map<String, Integer> ids = BytePairVocabulary.idsInOrder(rules);
    assertThat(tokenizer.encode("Green teapot").ids().asList())
        .containsExactly(
            vocabulary - 2, ids.get("green</w>"), ids.get("teapot</w>"), vocabulary - 1)
        .inOrder();
  }
}
