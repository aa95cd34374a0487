package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.testing.ReferenceData;

class BytePairTokenizerTest {
  private static final List<String> RULES =
      List.of("l o", "lo w</w>", "lo w", "e r</w>", "low er</w>");

  @TempDir Path folder;

  @Test
  void encode_everyReferenceText_givesOpenAisTokens() throws IOException {
    BytePairTokenizer tokenizer = openAi();
    Path reference = ReferenceData.reference("clip/tokens.jsonl");
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(reference)) {
      JsonNode example = json.readTree(line);
      assertWithMessage(example.get("text").textValue())
          .that(tokenizer.encode(example.get("text").textValue()).ids().asList())
          .isEqualTo(
              ImmutableIntArray.copyOf(json.convertValue(example.get("ids"), int[].class))
                  .asList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u2192',
      quoteCharacter = '~',
      value = {
        "a photo of a cat\u2192320 1125 539 320 2368",
        "hello world!\u21923306 1002 256",
        "Ghost Inc Glock Armorers Tool 3/32 Punch\u2192"
            + "7108 4438 38818 516 5434 1724 5999 274 270 274 273 10730",
        "Women's 2-Piece Set &amp; Bag\u21921507 568 273 268 2754 1167 261 3365",
        "Women\u2019s  2-Piece\u00a0Set\t&amp;amp; Bag\u21921507 568 273 268 2754 1167 261 3365",
        "It's 100% cotton... don't wash!!\u2192585 568 272 271 271 260 7050 678 847 713 7810 748",
        "caf\u00e9 5\u20ac\u219215304 276 6309",
        "cafe\u0301 \uff15&euro;\u219215304 276 6309",
        "<|startoftext|>a photo<|endoftext|>\u219249406 320 1125 49407",
      })
  void encode_knownText_givesOpenAisTokens(String text, String content) {
    assertThat(openAi().encode(text).ids().asList())
        .containsExactlyElementsIn(
            Splitter.on(' ').splitToList("49406 " + content + " 49407").stream()
                .map(Integer::valueOf)
                .toList())
        .inOrder();
  }

  @Test
  void read_openAisArchive_givesTheSameTokensAsVocabularyAndMerges() throws IOException {
    Path archive = ReferenceData.reference("../clip/" + BytePairVocabulary.OPENAI_FILE);
    Files.copy(archive, folder.resolve(BytePairVocabulary.OPENAI_FILE));
    String text = "Ghost Inc Glock Armorers Tool 3/32 Punch: \u00fcber-\u6f22\u5b57 \ud83d\ude00!";
    assertThat(BytePairTokenizer.read(folder, config(49408, 77)).encode(text))
        .isEqualTo(openAi().encode(text));
  }

  @Test
  void encode_ownVocabulary_mergesTheFirstRuleFirstAndEverywhere() throws IOException {
    BytePairTokenizer tokenizer = own(16);
    Map<String, Integer> ids = BytePairVocabulary.idsInOrder(RULES);
    assertThat(symbols(tokenizer.encode("lower LOW lowlow flow"), ids))
        .containsExactly(
            BytePairVocabulary.START,
            "lower</w>",
            "low</w>",
            "low",
            "low</w>",
            "f",
            "low</w>",
            BytePairVocabulary.END)
        .inOrder();
  }

  @Test
  void encode_beyondTheContextLength_keepsTheFirstPartAndEnds() throws IOException {
    BytePairTokenizer tokenizer = own(5);
    Map<String, Integer> ids = BytePairVocabulary.idsInOrder(RULES);
    BytePairTokenizer.Tokens tokens = tokenizer.encode("low 1 2 3 4");
    assertThat(symbols(tokens, ids))
        .containsExactly(BytePairVocabulary.START, "low</w>", "1</w>", "2</w>", "<|endoftext|>")
        .inOrder();
    assertThat(tokens.dropped()).isEqualTo(2);
    assertThat(tokenizer.encode("low 1 2").dropped()).isEqualTo(0);
  }

  @Test
  void encode_emptyText_isStartAndEnd() throws IOException {
    assertThat(own(5).encode(" \n ").ids().asList()).containsExactly(517, 518).inOrder();
  }

  @Test
  void read_noVocabulary_saysWhichFilesAreExpected() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> BytePairTokenizer.read(folder, config(49408, 77)));
    assertThat(e).hasMessageThat().contains("expected vocab.json and merges.txt, or bpe_simple");
  }

  @Test
  void read_vocabularyOfAnotherSize_namesTheSymbol() throws IOException {
    write(RULES);
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> BytePairTokenizer.read(folder, config(518, 77)));
    assertThat(e).hasMessageThat().contains("'<|endoftext|>' has no id from 0 to 517");
  }

  @Test
  void read_endTokenOfAnotherId_isRefused() throws IOException {
    write(RULES);
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> BytePairTokenizer.read(folder, config(600, 77)));
    assertThat(e).hasMessageThat().contains("has id 518 where config.json ends texts with 599");
  }

  @Test
  void read_ruleOfUnknownSymbols_namesFileAndLine() throws IOException {
    write(RULES);
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nl o\nq q\n");
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> BytePairTokenizer.read(folder, config(519, 77)));
    assertThat(e).hasMessageThat().contains("merges.txt: line 3, 'q q'");
  }

  @Test
  void read_mergesThatAreCutOff_isRefused() throws IOException {
    write(RULES);
    Files.writeString(folder.resolve("merges.txt"), "garbage");
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> BytePairTokenizer.read(folder, config(519, 77)));
    assertThat(e).hasMessageThat().contains("merges.txt: 0 merges where a vocabulary of 519 needs");
  }

  @Test
  void read_vocabularyWithoutAByte_namesIt() throws IOException {
    write(RULES);
    String json = Files.readString(folder.resolve("vocab.json"));
    Files.writeString(folder.resolve("vocab.json"), json.replace("\"!\":", "\"!!\":"));
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> BytePairTokenizer.read(folder, config(519, 77)));
    assertThat(e).hasMessageThat().contains("vocab.json: symbol '!' is missing");
  }

  private static BytePairTokenizer openAi() {
    return BytePairTokenizer.read(ReferenceData.reference("../clip"), config(49408, 77));
  }

  private BytePairTokenizer own(int contextLength) throws IOException {
    write(RULES);
    return BytePairTokenizer.read(folder, config(519, contextLength));
  }

  private void write(List<String> rules) throws IOException {
    new ObjectMapper()
        .writeValue(folder.resolve("vocab.json").toFile(), BytePairVocabulary.idsInOrder(rules));
    Files.writeString(
        folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", rules) + "\n");
  }

  private static List<String> symbols(BytePairTokenizer.Tokens tokens, Map<String, Integer> ids) {
    List<String> symbols = List.copyOf(ids.keySet());
    return tokens.ids().stream().mapToObj(symbols::get).toList();
  }

  private static ClipConfig config(int vocabulary, int contextLength) {
    TowerConfig tower = new TowerConfig(8, 16, 2, 1, HiddenActivation.QUICK_GELU, 1e-5);
    return new ClipConfig(
        new ClipConfig.Vision(tower, 4, 2),
        new ClipConfig.Text(tower, vocabulary, contextLength, vocabulary - 2, vocabulary - 1),
        4,
        2.6592);
  }
}
