package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.TowerConfig;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.testkit.TinyClip;
import org.ptmrec.tune.EncoderTuning;
import org.ptmrec.tune.EncoderTunings;

class TunedEncoderTest {
  private static final int START = TinyClip.VOCABULARY - 2;
  private static final int END = TinyClip.VOCABULARY - 1;

  private final Clip clip = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(1));

  @ParameterizedTest
  @CsvSource({
    "prompt,beforeSot,true",
    "prompt,firstLayer,2",
    "lora,alpha,5",
    "adapter,bottleneck,3",
    "adapter,reduction,2"
  })
  void restore_savedTuning_embedsAsBefore(String method, String option, String value) {
    Object parsed = value.equals("true") ? true : (Object) Integer.valueOf(value);
    EncoderTuning tuning = create(method, Map.of(option, parsed));
    tuning.parameters().forEach(TunedEncoderTest::perturb);
    EncoderTuning restored =
        TunedEncoder.of(save(tuning, Map.of(option, parsed))).restore(TinyClip.CONFIG);
    assertThat(embedText(restored.text())).isEqualTo(embedText(tuning.text()));
    assertThat(embedImage(restored.vision())).isEqualTo(embedImage(tuning.vision()));
    assertThat(embedText(restored.text())).isNotEqualTo(embedText(TowerHooks.NONE));
  }

  @Test
  void restore_ontoAnotherClip_isRefusedWithBothShapes() {
    TrainedRecommender saved = save(create("prompt", Map.of()), Map.of());
    ClipConfig wide = wider(TinyClip.CONFIG);
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> TunedEncoder.of(saved).restore(wide));
    assertThat(e)
        .hasMessageThat()
        .contains("'vision.prompt.0' is 2 x 16, expected 2 x 32; give the CLIP that was tuned");
  }

  private static ClipConfig wider(ClipConfig config) {
    var tower = config.vision().tower();
    var wide =
        new TowerConfig(32, 64, tower.heads(), tower.layers(), tower.activation(), tower.epsilon());
    return new ClipConfig(
        new ClipConfig.Vision(wide, config.vision().imageSize(), config.vision().patchSize()),
        config.text(),
        config.embeddingWidth(),
        config.logitScale());
  }

  private static EncoderTuning create(String method, Map<String, ?> options) {
    return EncoderTunings.create(method, options, TinyClip.CONFIG, RandomStream.ofSeed(2));
  }

  private static void perturb(Parameter parameter) {
    float[] values = parameter.value().toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] += (i % 5 - 2) * 0.1f;
    }
    parameter.value().set(values);
  }

  private static TrainedRecommender save(EncoderTuning tuning, Map<String, ?> options) {
    Function<String, Tensor> empty = name -> TensorRecords.of(name, Matrix.of(1, 1, 0));
    return TrainedRecommender.newBuilder()
        .setTrial(new Trial("VBPR", Map.of(), 1L, tuning.name()))
        .setParameters(List.of())
        .setEncoderTuning(
            tuning.toRecord(EncoderTunings.options(tuning.name(), options, TinyClip.CONFIG)))
        .setEmbeddings(List.of())
        .setUserEmbeddings(empty.apply("users"))
        .setItemEmbeddings(empty.apply("items"))
        .setBestEpoch(0)
        .setHistory(List.of())
        .setTrainableParameters(0L)
        .setTotalParameters(0L)
        .build();
  }

  private float[] embedText(TowerHooks hooks) {
    try (Tape tape = Tape.create()) {
      int[][] tokens = {{START, 5, 6, 7, END}};
      return clip.encodeTexts(tape, tokens, hooks).value().toFloats();
    }
  }

  private float[] embedImage(TowerHooks hooks) {
    float[] pixels = new float[TinyClip.CONFIG.vision().imageValues()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 7 * 0.1f;
    }
    try (Tape tape = Tape.create()) {
      return clip.encodeImages(tape, new float[][] {pixels}, hooks).value().toFloats();
    }
  }
}
