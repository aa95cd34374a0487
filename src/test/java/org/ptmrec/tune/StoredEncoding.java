package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.SafetensorsFile;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * What the CPU makes of two pictures and two texts with the shipped model under every tuning
 * method, stored in a file: a process with a GPU has no CPU backend to compare with.
 */
final class StoredEncoding {
  static final Path FILE = Path.of("src/test/resources/org/ptmrec/tune/encoding.safetensors");

  private static final Map<String, Map<String, ?>> METHODS =
      Map.of(
          "prompt", Map.of("prompts", 2),
          "lora", Map.of("rank", 2, "dropout", 0.0),
          "adapter", Map.of("bottleneck", 2));

  private final Clip clip = Clip.load(Path.of("pipelines/models/clip-tiny"));

  /** Embeddings and, by the name of their parameter, gradients of their sum. */
  Map<String, Matrix> compute(Tape tape) {
    Map<String, Matrix> results = new LinkedHashMap<>();
    for (String method : List.of("adapter", "lora", "prompt")) {
      EncoderTuning tuning =
          EncoderTunings.create(method, METHODS.get(method), clip.config(), RandomStream.ofSeed(7));
      tuning.parameters().forEach(StoredEncoding::spread);
      Var images = clip.encodeImages(tape, pixels(), tuning.vision());
      Var texts = clip.encodeTexts(tape, tokens(), tuning.text());
      results.put(method + " images", images.value().copy());
      results.put(method + " texts", texts.value().copy());
      tape.backward(List.of(images, texts), List.of(ones(images), ones(texts)));
      tape.reset();
      for (Parameter parameter : tuning.parameters()) {
        results.put(method + " gradient of " + parameter.name(), parameter.gradient());
      }
    }
    return results;
  }

  /** LoRA and adapters begin where much of their gradient is zero. */
  private static void spread(Parameter parameter) {
    float[] values = parameter.value().toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] += (i % 7 - 3) * 0.02f;
    }
    parameter.value().set(values);
  }

  private float[][] pixels() {
    float[][] pixels = new float[2][clip.config().vision().imageValues()];
    for (int p = 0; p < pixels.length; p++) {
      for (int i = 0; i < pixels[p].length; i++) {
        pixels[p][i] = ((i * (p + 3)) % 17 - 8) * 0.2f;
      }
    }
    return pixels;
  }

  private int[][] tokens() {
    int start = clip.config().text().startToken();
    int end = clip.config().text().endToken();
    return new int[][] {{start, 5, 6, 7, 300, end}, {start, 40, end}};
  }

  private static Matrix ones(Var like) {
    Matrix ones = Matrix.zeros(DataType.FLOAT, like.rows(), like.cols());
    ones.array().assign(1);
    return ones;
  }

  /**
   * @param tolerance beside the largest value of each matrix
   */
  static void assertClose(Map<String, Matrix> actual, double tolerance) {
    try (SafetensorsFile stored = SafetensorsFile.open(FILE)) {
      assertWithMessage("names").that(actual.keySet()).isEqualTo(stored.names());
      actual.forEach(
          (name, matrix) -> {
            float[] expected = stored.floats(name);
            double largest = 0;
            for (float value : expected) {
              largest = Math.max(largest, Math.abs(value));
            }
            double[] wide = new double[expected.length];
            Arrays.setAll(wide, i -> expected[i]);
            assertWithMessage(name)
                .that(widened(matrix.toFloats()))
                .usingTolerance(tolerance * largest)
                .containsExactly(wide)
                .inOrder();
          });
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }
}
