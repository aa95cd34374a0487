package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.SafetensorsFile;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.testing.ReferenceData;

/** Embeddings and gradients of both towers against an independent PyTorch implementation. */
class EncoderParityTest {
  private static final float EMBEDDING_TOLERANCE = 1e-4f;
  private static final float GRADIENT_TOLERANCE = 1e-3f;

  private Clip clip;
  private SafetensorsFile reference;
  private Tape tape;

  @BeforeEach
  void open() {
    clip = Clip.load(ReferenceData.reference("clip/clip-random"));
    reference = SafetensorsFile.open(ReferenceData.reference("clip/encoder.safetensors"));
    tape = Tape.create();
  }

  @AfterEach
  void close() {
    if (reference != null) {
      reference.close();
      tape.close();
    }
  }

  @Test
  void encode_plain_givesTheReferenceEmbeddings() {
    Var images = clip.encodeImages(tape, pixels(), TowerHooks.NONE);
    Var texts = clip.encodeTexts(tape, tokens(), TowerHooks.NONE);
    assertClose("image_embeds", images);
    assertClose("text_embeds", texts);
    assertThat(images.requiresGradient()).isFalse();
  }

  @Test
  void encode_withPrompts_givesTheReferenceEmbeddingsAndGradients() {
    Map<String, String> sizes = reference.metadata();
    check(
        "prompt",
        ImmutableMap.of(
            "prompts", Integer.valueOf(sizes.get("prompts")),
            "depth", Integer.valueOf(sizes.get("depth"))));
  }

  @Test
  void encode_withLora_givesTheReferenceEmbeddingsAndGradients() {
    int rank = Integer.parseInt(reference.metadata().get("lora_rank"));
    double scale = Double.parseDouble(reference.metadata().get("lora_scale"));
    check("lora", ImmutableMap.of("rank", rank, "alpha", scale * rank, "projections", "qv"));
  }

  @Test
  void encode_withAdapters_givesTheReferenceEmbeddingsAndGradients() {
    ImmutableLongArray shape =
        reference.shape("adapter.param.vision_model.encoder.layers.0.attn.down.weight");
    check("adapter", ImmutableMap.of("reduction", (int) (shape.get(1) / shape.get(0))));
  }

  @Test
  void mergedInto_loraOfTheReference_givesTheSameEmbeddingsWithoutHooks() {
    int rank = Integer.parseInt(reference.metadata().get("lora_rank"));
    EncoderTuning lora = tuning("lora", ImmutableMap.of("rank", rank));
    Clip merged = lora.mergedInto(clip).orElseThrow();
    assertClose("lora.image_embeds", merged.encodeImages(tape, pixels(), TowerHooks.NONE));
    assertClose("lora.text_embeds", merged.encodeTexts(tape, tokens(), TowerHooks.NONE));
    assertClose("image_embeds", clip.encodeImages(tape, pixels(), TowerHooks.NONE));
  }

  private void check(String method, Map<String, ?> options) {
    EncoderTuning tuning = tuning(method, options);
    Var images = clip.encodeImages(tape, pixels(), tuning.vision());
    Var texts = clip.encodeTexts(tape, tokens(), tuning.text());
    assertClose(method + ".image_embeds", images);
    assertClose(method + ".text_embeds", texts);

    tape.backward(List.of(images, texts), List.of(seed("image"), seed("text")));
    for (Parameter parameter : tuning.parameters()) {
      String name = method + ".grad." + referenceName(parameter.name());
      float[] expected = reference.floats(name);
      float[] actual = parameter.gradient().toFloats();
      float largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertWithMessage(name)
          .that(largestDifference(actual, expected))
          .isAtMost(GRADIENT_TOLERANCE * largest);
    }
    long gradients =
        reference.names().stream().filter(name -> name.startsWith(method + ".grad.")).count();
    assertThat(tuning.parameters()).hasSize((int) gradients);
  }

  /** A tuning with the reference's parameter values. */
  private EncoderTuning tuning(String method, Map<String, ?> options) {
    EncoderTuning tuning =
        EncoderTunings.create(method, options, clip.config(), RandomStream.ofSeed(1));
    for (Parameter parameter : tuning.parameters()) {
      parameter.value().set(reference.floats(method + ".param." + referenceName(parameter.name())));
    }
    return tuning;
  }

  /** What the reference calls one of our parameters. */
  private static String referenceName(String name) {
    return name.replaceFirst("^(\\w+)\\.prompt\\.", "$1.")
        .replaceFirst("^(\\w+)\\.(lora|adapter)\\.", "$1_model.encoder.layers.")
        .replaceFirst("\\.([qkv])\\.down$", ".self_attn.$1_proj.A")
        .replaceFirst("\\.([qkv])\\.up$", ".self_attn.$1_proj.B")
        .replace(".attention.", ".attn.");
  }

  private float[][] pixels() {
    return rows(reference.floats("pixel_values"), reference.shape("pixel_values").get(0));
  }

  private int[][] tokens() {
    int[] ids = reference.ints("input_ids");
    int length = Math.toIntExact(reference.shape("input_ids").get(1));
    int[][] rows = new int[ids.length / length][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(ids, i * length, (i + 1) * length));
    return rows;
  }

  private static float[][] rows(float[] values, long count) {
    float[][] rows = new float[(int) count][];
    int length = values.length / rows.length;
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * length, (i + 1) * length));
    return rows;
  }

  private Matrix seed(String tower) {
    String name = "grad_seed." + tower;
    return Matrix.of(
        (int) reference.shape(name).get(0),
        (int) reference.shape(name).get(1),
        reference.floats(name));
  }

  private void assertClose(String name, Var actual) {
    assertWithMessage(name)
        .that(largestDifference(actual.value().toFloats(), reference.floats(name)))
        .isAtMost(EMBEDDING_TOLERANCE);
  }

  private static float largestDifference(float[] actual, float[] expected) {
    assertThat(actual).hasLength(expected.length);
    float largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }
}
