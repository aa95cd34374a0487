package org.ptmrec.clip;

import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;

/**
 * A CLIP's parameters by their names in {@code model.safetensors}, except that the query, key and
 * value projections of a block are one matrix [3d, d] under {@code qkv_proj}, so that attention
 * takes one product instead of three.
 */
final class ClipWeights {
  /** Name of the file in a model folder. */
  static final String FILE = "model.safetensors";

  private static final List<String> PACKED_PARTS = List.of("q_proj", "k_proj", "v_proj");
  private static final String PACKED = "qkv_proj";

  private final ClipConfig config;
  private final Map<String, Parameter> parameters;

  private ClipWeights(ClipConfig config, Map<String, Parameter> parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  /**
   * Weights from a file, frozen. Every name and shape is checked before any tensor is read.
   *
   * @throws UserErrorException naming the file and the tensor
   */
  static ClipWeights load(Path folder, ClipConfig config) {
    try (SafetensorsFile file = open(folder, config)) {
      return create(config, false, (name, shape) -> readFinite(file, name));
    }
  }

  /**
   * Whether a file has all names and shapes; no tensor is read.
   *
   * @throws UserErrorException naming the file and the tensor
   */
  static void check(Path folder, ClipConfig config) {
    open(folder, config).close();
  }

  private static SafetensorsFile open(Path folder, ClipConfig config) {
    Path path = folder.resolve(FILE);
    if (!Files.exists(path) && Files.exists(folder.resolve("pytorch_model.bin"))) {
      throw new UserErrorException(
          folder + ": only " + FILE + " is read, never a pickle such as pytorch_model.bin");
    }
    SafetensorsFile file = SafetensorsFile.open(path);
    try {
      checkLayout(file, config);
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Weights from a function.
   *
   * @param values gives a tensor's values, row-major, by the name and shape that it has in a file
   */
  static ClipWeights create(
      ClipConfig config,
      boolean trainable,
      BiFunction<String, ImmutableLongArray, float[]> values) {
    Map<String, List<ClipLayout.Entry>> groups =
        ClipLayout.entries(config).stream()
            .collect(
                Collectors.groupingBy(
                    entry -> packedName(entry.name()), LinkedHashMap::new, Collectors.toList()));
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    groups.forEach(
        (name, parts) -> {
          Matrix value = pack(parts, values);
          parameters.put(
              name, trainable ? Parameter.trainable(name, value) : Parameter.frozen(name, value));
        });
    return new ClipWeights(config, parameters);
  }

  private static Matrix pack(
      List<ClipLayout.Entry> parts, BiFunction<String, ImmutableLongArray, float[]> values) {
    float[][] read =
        parts.stream().map(part -> values.apply(part.name(), part.shape())).toArray(float[][]::new);
    float[] packed = read.length == 1 ? read[0] : Floats.concat(read);
    ImmutableLongArray shape = parts.get(0).shape();
    // Vectors and scalars are rows; packed vectors lie side by side, matrices one below the other.
    int rows = shape.length() < 2 ? 1 : Math.toIntExact(shape.get(0)) * parts.size();
    return Matrix.of(rows, packed.length / rows, packed);
  }

  private static void checkLayout(SafetensorsFile file, ClipConfig config) {
    Map<String, ImmutableLongArray> expected = new LinkedHashMap<>();
    ClipLayout.entries(config).forEach(entry -> expected.put(entry.name(), entry.shape()));
    expected.forEach(
        (name, shape) -> {
          ImmutableLongArray actual = file.shape(name);
          boolean scalar = shape.isEmpty() && actual.equals(ImmutableLongArray.of(1));
          if (!actual.equals(shape) && !scalar) {
            throw new UserErrorException(
                "%s: tensor '%s' has shape %s, %s asks for %s"
                    .formatted(file.file(), name, actual, ClipConfig.FILE, shape));
          }
          if (!file.type(name).isFloat()) {
            throw new UserErrorException(
                "%s: tensor '%s' holds %s, expected F32, F16 or BF16"
                    .formatted(file.file(), name, file.type(name)));
          }
        });
    for (String name : file.names()) {
      // Some exports store the constant 0, 1, 2, ... that indexes the position embedding.
      if (!expected.containsKey(name) && !name.endsWith(".position_ids")) {
        throw new UserErrorException(
            "%s: tensor '%s' has no place in a CLIP of the sizes in %s"
                .formatted(file.file(), name, ClipConfig.FILE));
      }
    }
  }

  private static float[] readFinite(SafetensorsFile file, String name) {
    float[] values = file.floats(name);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new UserErrorException(
            "%s: tensor '%s' holds %s at index %d".formatted(file.file(), name, values[i], i));
      }
    }
    return values;
  }

  private static String packedName(String name) {
    for (String part : PACKED_PARTS) {
      name = name.replace("self_attn." + part + ".", "self_attn." + PACKED + ".");
    }
    return name;
  }

  /** The parameter of a name. */
  Parameter get(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return parameter;
  }

  Collection<Parameter> all() {
    return parameters.values();
  }

  /** These weights with some of them replaced, frozen. */
  ClipWeights with(Map<String, Matrix> replacements) {
    Map<String, Parameter> changed = new LinkedHashMap<>(parameters);
    replacements.forEach(
        (name, value) -> {
          Matrix old = get(name).value();
          if (old.rows() != value.rows() || old.cols() != value.cols()) {
            throw new IllegalArgumentException(name + ": " + value + " in place of " + old);
          }
          changed.put(name, Parameter.frozen(name, value));
        });
    return new ClipWeights(config, changed);
  }

  /** Writes {@code model.safetensors} into a folder. */
  void write(Path folder, ElementType type) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter(type);
    for (ClipLayout.Entry entry : ClipLayout.entries(config)) {
      float[] packed = get(packedName(entry.name())).value().toFloats();
      int size = Math.toIntExact(entry.size());
      int part = packed.length == size ? 0 : partOf(entry.name());
      writer.add(
          entry.name(),
          Arrays.copyOfRange(packed, part * size, (part + 1) * size),
          entry.shape().toArray());
    }
    writer.write(folder.resolve(FILE));
  }

  private static int partOf(String name) {
    for (int part = 0; part < PACKED_PARTS.size(); part++) {
      if (name.contains("." + PACKED_PARTS.get(part) + ".")) {
        return part;
      }
    }
    throw new IllegalArgumentException(name);
  }
}
