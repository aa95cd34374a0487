package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ptmrec.sample.SampleCatalogue;

/** The toy encoder that the quickstart runs on. */
class ShippedClipTest {
  private static final Path FOLDER = Path.of("pipelines", "models", "clip-tiny");

  /** Not that of pretraining. */
  private static final long SEED = 20_240_117;

  @Test
  void folder_shipped_isAtMostEightMegabytes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isAtMost(8_000_000L);
    }
  }

  @Test
  void encode_picturesNeverSeen_findsTheirCaptions() {
    ClipFolder shipped = ClipFolder.open(FOLDER);
    PretrainingPairs pairs =
        new PretrainingPairs(
            DrawnPictures.draw(700, SEED), shipped.preprocessor(), shipped.tokenizer());
    assertThat(RetrievalAccuracy.of(shipped.clip(), pairs, 32)).isAtLeast(0.6);
  }

  @Test
  void encode_theShopsTexts_fitTheContext() {
    BytePairTokenizer tokenizer = ClipFolder.open(FOLDER).tokenizer();
    List<String> texts = SampleCatalogue.create().withSeed(SEED).texts().toList();
    assertThat(texts.stream().mapToInt(text -> tokenizer.encode(text).dropped()).sum())
        .isEqualTo(0);
  }
}
