package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.HiddenActivation;
import org.ptmrec.clip.TowerConfig;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.tensor.Arithmetic;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.testkit.TinyClip;

class EncoderTuningsTest {
  private static final ClipConfig VIT_B_16 =
      new ClipConfig(
          new ClipConfig.Vision(
              new TowerConfig(768, 3072, 12, 12, HiddenActivation.QUICK_GELU, 1e-5), 224, 16),
          new ClipConfig.Text(
              new TowerConfig(512, 2048, 8, 12, HiddenActivation.QUICK_GELU, 1e-5),
              49408,
              77,
              49406,
              49407),
          512,
          2.6592);

  /** The numbers that the paper's Table 2 allows. */
  @Test
  void countParameters_ofVitB16_isWhatThePaperAllows() {
    assertThat(count("prompt", Map.of())).isEqualTo(23_040);
    assertThat(count("prompt", Map.of("prompts", 4))).isEqualTo(46_080);
    assertThat(count("lora", Map.of())).isEqualTo(983_040);
    assertThat(count("lora", Map.of("rank", 8))).isEqualTo(491_520);
    assertThat(count("lora", Map.of("rank", 2, "projections", "qkv"))).isEqualTo(184_320);
    assertThat(count("adapter", Map.of())).isEqualTo(10_262_016);
    assertThat(count("adapter", Map.of("reduction", 16))).isEqualTo(2_588_544);
    assertThat(count("adapter", Map.of("bottleneck", 64))).isEqualTo(3_965_952);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "lora", "adapter"})
  void create_aMethod_hasAsManyParametersAsCounted(String method) {
    EncoderTuning tuning = create(method, Map.of());
    assertThat(tuning.name()).isEqualTo(method);
    assertThat(tuning.countParameters())
        .isEqualTo(EncoderTunings.countParameters(method, Map.of(), TinyClip.CONFIG));
    assertThat(tuning.parameters().stream().allMatch(Parameter::isTrainable)).isTrue();
    assertThat(tuning.parameters().stream().map(Parameter::name).toList()).containsNoDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "lora", "adapter"})
  void create_sameSeed_givesTheSameValues(String method) {
    List<Parameter> first = create(method, Map.of()).parameters();
    List<Parameter> second = create(method, Map.of()).parameters();
    for (int i = 0; i < first.size(); i++) {
      assertThat(first.get(i).value().toFloats()).isEqualTo(second.get(i).value().toFloats());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "lora", "adapter"})
  void backward_recomputingSegments_givesTheSameGradientsInLessMemory(String method) {
    EncoderTuning tuning = create(method, Map.of());
    tuning.parameters().forEach(parameter -> fill(parameter, 0.1f));
    try (Tape keeping = Tape.create();
        Tape recomputing = Tape.create().recomputingSegments()) {
      List<float[]> expected = gradients(keeping, tuning);
      List<float[]> actual = gradients(recomputing, tuning);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i)).isEqualTo(expected.get(i));
      }
      assertThat(recomputing.bytes()).isLessThan(keeping.bytes());
    }
  }

  /** Of a step with a method's dropout. */
  private static List<float[]> gradients(Tape tape, EncoderTuning tuning) {
    tuning.parameters().forEach(Parameter::clearGradient);
    TowerHooks hooks = tuning.forTraining(RandomStream.ofSeed(4)).vision();
    Clip clip = Clip.untrained(TinyClip.CONFIG, RandomStream.ofSeed(5));
    Var output = clip.encodeImages(tape, new float[][] {picture(), picture()}, hooks);
    float[] ones = new float[output.value().size()];
    Arrays.fill(ones, 1);
    tape.backward(List.of(output), List.of(Matrix.of(output.rows(), output.cols(), ones)));
    tape.reset();
    return tuning.parameters().stream().map(p -> p.gradient().toFloats()).toList();
  }

  @Test
  void create_loraOrAdapter_leavesTheEncoderAlmostAsItWas() {
    float[] plain = embed(TowerHooks.NONE);
    assertThat(embed(create("lora", Map.of()).vision())).isEqualTo(plain);
    float[] adapted = embed(create("adapter", Map.of()).vision());
    assertThat(adapted).isNotEqualTo(plain);
    for (int i = 0; i < plain.length; i++) {
      assertThat(adapted[i]).isWithin(1e-3f).of(plain[i]);
    }
  }

  @Test
  void create_promptOptions_haveEffect() {
    EncoderTuning tuning = create("prompt", Map.of("prompts", 3, "depth", 2, "beforeSot", true));
    assertThat(tuning.parameters()).hasSize(4);
    assertThat(tuning.parameters().get(0).value().rows()).isEqualTo(3);
    assertThat(tuning.text().promptsBeforeStart()).isTrue();
    try (Tape tape = Tape.create()) {
      assertThat(tuning.vision().prompt(tape, 1)).isNotNull();
      assertThat(tuning.vision().prompt(tape, 2)).isNull();
    }
  }

  @Test
  void create_promptsFromALaterLayer_haveNoneBefore() {
    EncoderTuning tuning = create("prompt", Map.of("firstLayer", 2));
    assertThat(tuning.text().firstLayer()).isEqualTo(1);
    assertThat(tuning.parameters().stream().map(Parameter::name).toList())
        .containsExactly("vision.prompt.1", "text.prompt.1");
    try (Tape tape = Tape.create()) {
      assertThat(tuning.vision().prompt(tape, 0)).isNull();
      assertThat(tuning.vision().prompt(tape, 1)).isNotNull();
    }
  }

  @Test
  void forTraining_loraWithDropout_differsOnlyWhileTraining() {
    EncoderTuning lora = create("lora", Map.of("dropout", 0.5));
    lora.parameters().forEach(parameter -> fill(parameter, 0.1f));
    float[] evaluated = embed(lora.vision());
    assertThat(embed(lora.forTraining(RandomStream.ofSeed(1)).vision())).isNotEqualTo(evaluated);
    assertThat(embed(lora.vision())).isEqualTo(evaluated);
    assertThat(lora.forTraining(RandomStream.ofSeed(1)).parameters()).isEqualTo(lora.parameters());
  }

  @Test
  void create_loraAlpha_scalesTheChange() {
    EncoderTuning once = create("lora", Map.of("rank", 2, "alpha", 2));
    EncoderTuning twice = create("lora", Map.of("rank", 2, "alpha", 4));
    for (int i = 0; i < once.parameters().size(); i++) {
      boolean up = once.parameters().get(i).name().endsWith(".up");
      fill(once.parameters().get(i), up ? 0.2f : 0.1f);
      fill(twice.parameters().get(i), 0.1f);
    }
    float[] expected = embed(once.vision());
    float[] actual = embed(twice.vision());
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isWithin(1e-5f).of(expected[i]);
    }
  }

  @Test
  void create_unknownMethodOptionOrValue_saysWhatThereIs() {
    assertRefused(
        "prefix", Map.of(), "no tuning method 'prefix', only adapter, lora, prompt, test-shift");
    assertRefused(
        "prompt",
        Map.of("promts", 2),
        "tuning method prompt has no option 'promts', only beforeSot, depth, firstLayer, prompts");
    assertRefused(
        "prompt",
        Map.of("depth", 3),
        "option 'depth' of tuning method prompt is 3, expected an integer from 1 to 2");
    assertRefused("lora", Map.of("projections", "vq"), "expected some of q, k and v");
    assertRefused("lora", Map.of("dropout", 1), "expected a number from 0.0 to below 1.0");
    assertRefused("adapter", Map.of("bottleneck", 1.5), "expected an integer");
  }

  /** A further method is one file: this class stands for it. */
  @Test
  void create_methodThatListsItself_isFound() {
    EncoderTuning shift = create("test-shift", Map.of());
    float[] plain = embed(TowerHooks.NONE);
    float[] shifted = embed(shift.vision());
    assertWithMessage("shifted").that(shifted).isNotEqualTo(plain);
  }

  /** Adds a trained row to what every MLP gives. */
  private record Shift(Parameter row) implements EncoderTuning, TowerHooks {
    @Override
    public String name() {
      return "test-shift";
    }

    @Override
    public TowerHooks vision() {
      return this;
    }

    @Override
    public TowerHooks text() {
      return NONE;
    }

    @Override
    public ImmutableList<Parameter> parameters() {
      return ImmutableList.of(row);
    }

    @Override
    public UnaryOperator<Var> afterMlp(Tape tape, int layer) {
      return output -> Arithmetic.addRow(output, tape.var(row));
    }

    /** Lists the method. */
    @AutoService(TuningMethod.class)
    public static final class Method implements TuningMethod {
      @Override
      public String name() {
        return "test-shift";
      }

      @Override
      public EncoderTuning create(ClipConfig config, TuningOptions options, RandomStream random) {
        float[] row = new float[config.vision().tower().width()];
        Arrays.fill(row, 1);
        row[0] = 2; // a constant row would vanish in the layer norm
        return new Shift(Parameter.trainable("row", Matrix.of(1, row.length, row)));
      }

      @Override
      public long countParameters(ClipConfig config, TuningOptions options) {
        return config.vision().tower().width();
      }
    }
  }

  private static void assertRefused(String method, Map<String, ?> options, String message) {
    UserErrorException e = assertThrows(UserErrorException.class, () -> create(method, options));
    assertThat(e).hasMessageThat().contains(message);
  }

  private static long count(String method, Map<String, ?> options) {
    return EncoderTunings.countParameters(method, options, VIT_B_16);
  }

  private static EncoderTuning create(String method, Map<String, ?> options) {
    return EncoderTunings.create(method, options, TinyClip.CONFIG, RandomStream.ofSeed(3));
  }

  private static void fill(Parameter parameter, float value) {
    float[] values = new float[parameter.value().size()];
    Arrays.fill(values, value);
    for (int i = 0; i < values.length; i += 3) {
      values[i] = -value;
    }
    parameter.value().set(values);
  }

  private static float[] embed(TowerHooks hooks) {
    Clip clip = Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(5));
    try (Tape tape = Tape.create()) {
      return clip.encodeImages(tape, new float[][] {picture()}, hooks).value().toFloats();
    }
  }

  private static float[] picture() {
    float[] pixels = new float[TinyClip.CONFIG.vision().imageValues()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 7 - 3;
    }
    return pixels;
  }
}
