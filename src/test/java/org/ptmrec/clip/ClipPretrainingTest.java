package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ptmrec.tensor.WithThreads.withThreads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipPretrainingTest {
  private static final List<CaptionedPicture> PICTURES = DrawnPictures.draw(300, 1).toList();

  private static final PretrainingSpec SPEC =
      PretrainingSpec.create()
          .withImage(16, 8)
          .withWidth(32)
          .withLayers(1)
          .withMerges(100)
          .withBatch(32)
          .withSteps(6)
          .withWarmUpSteps(2);

  @TempDir Path temporary;

  @Test
  void run_aFewSteps_lowersTheLossAndBeatsChance() {
    PretrainingSpec longer = SPEC.withSteps(160).withWarmUpSteps(40).withReportEvery(40);
    List<ClipPretraining.Progress> reports = new ArrayList<>();
    pretrain(longer, reports);
    assertThat(reports.stream().map(ClipPretraining.Progress::step))
        .containsExactly(40, 80, 120, 160)
        .inOrder();
    assertThat(reports.get(3).loss()).isLessThan(0.8 * reports.get(0).loss());
    assertThat(reports.get(3).accuracy()).isGreaterThan(5.0 / ClipPretraining.CANDIDATES);
  }

  @Test
  void run_oneAndTwoThreads_givesTheSameBytes() {
    byte[] one = withThreads(1, () -> weights(SPEC, "one"));
    byte[] two = withThreads(2, () -> weights(SPEC, "two"));
    assertThat(two).isEqualTo(one);
  }

  @Test
  void run_anotherSeed_givesOtherWeights() {
    assertThat(weights(SPEC.withSeed(8), "eight")).isNotEqualTo(weights(SPEC, "seven"));
  }

  @Test
  void write_pretrained_isAFolderThatEncodesAsBefore() throws IOException {
    ClipPretraining pretraining = pretrain(SPEC, new ArrayList<>());
    Path folder = temporary.resolve("model");
    pretraining.write(folder);
    ClipFolder written = ClipFolder.open(folder);
    PretrainingPairs pairs =
        new PretrainingPairs(PICTURES.stream(), written.preprocessor(), written.tokenizer());
    // Half precision moves embeddings a little: hardly any picture changes its nearest caption.
    assertThat(RetrievalAccuracy.of(written.clip(), pairs, 32))
        .isWithin(0.05)
        .of(RetrievalAccuracy.of(pretraining.clip(), pairs, 32));
  }

  @Test
  void run_fewerCaptionsThanABatch_isRefused() {
    ClipPretraining pretraining = new ClipPretraining(SPEC, captions());
    Stream<CaptionedPicture> few = PICTURES.stream().limit(20);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> pretraining.run(few, PICTURES.stream(), progress -> {}));
    assertThat(refusal).hasMessageThat().contains("do not fill a batch of 32");
  }

  @Test
  void run_absurdLearningRate_saysThatTheLossIsNoNumber() {
    ClipPretraining pretraining =
        new ClipPretraining(SPEC.withLearningRate(1e30).withSteps(20), captions());
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () -> pretraining.run(PICTURES.stream(), PICTURES.stream(), progress -> {}));
    assertThat(failure).hasMessageThat().contains("lower the learning rate");
  }

  private static List<String> captions() {
    return PICTURES.stream().map(CaptionedPicture::caption).toList();
  }

  private static ClipPretraining pretrain(
      PretrainingSpec spec, List<ClipPretraining.Progress> reports) {
    ClipPretraining pretraining = new ClipPretraining(spec, captions());
    // Tried on the same pictures: so few teach nothing about others.
    pretraining.run(PICTURES.stream(), PICTURES.stream(), reports::add);
    return pretraining;
  }

  private byte[] weights(PretrainingSpec spec, String name) {
    try {
      Path folder = temporary.resolve(name);
      pretrain(spec, new ArrayList<>()).write(folder);
      return Files.readAllBytes(folder.resolve(ClipWeights.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
