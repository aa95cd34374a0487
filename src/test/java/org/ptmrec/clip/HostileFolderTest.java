package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.testkit.TinyClip;

/** Model folders that cannot be used: each ends in one line that names the file and the tensor. */
class HostileFolderTest {
  private static final String POSITIONS = "text_model.embeddings.position_embedding.weight";

  @TempDir Path folder;
  private Path weights;

  @BeforeEach
  void write() {
    weights = TinyClip.write(folder, 1).resolve(ClipWeights.FILE);
  }

  @Test
  void load_tensorMissing_namesIt() throws IOException {
    rewrite(tensors -> tensors.remove(POSITIONS));
    assertRefused("tensor '" + POSITIONS + "' is missing");
  }

  @Test
  void load_tensorOfAnotherShape_namesItAndBothShapes() throws IOException {
    rewrite(tensors -> tensors.put(POSITIONS, new Tensor(new float[24], 2, 12)));
    assertRefused("tensor '" + POSITIONS + "' has shape [2, 12], config.json asks for [20, 12]");
  }

  @Test
  void load_tensorOfNoUse_namesIt() throws IOException {
    String name = "text_model.encoder.layers.2.mlp.fc1.bias";
    rewrite(tensors -> tensors.put(name, new Tensor(new float[24], 24)));
    assertRefused("tensor '" + name + "' has no place in a CLIP of the sizes in config.json");
  }

  @Test
  void load_positionIdsBesideTheWeights_areIgnored() throws IOException {
    String name = "text_model.embeddings.position_ids";
    rewrite(tensors -> tensors.put(name, new Tensor(new float[20], 1, 20)));
    assertThat(Clip.load(folder).config()).isEqualTo(TinyClip.CONFIG);
  }

  @Test
  void load_weightThatIsNotANumber_namesItAndThePlace() throws IOException {
    rewrite(tensors -> tensors.get(POSITIONS).data()[17] = Float.NaN);
    assertRefused("tensor '" + POSITIONS + "' holds NaN at index 17");
    rewrite(tensors -> tensors.get(POSITIONS).data()[17] = Float.POSITIVE_INFINITY);
    assertRefused("tensor '" + POSITIONS + "' holds Infinity at index 17");
  }

  @Test
  void load_truncatedFile_saysSo() throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("(truncated?)");
  }

  @Test
  void load_headerLongerThanTheFile_saysSo() throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60);
    Files.write(weights, bytes);
    assertRefused("header of 1152921504606846976 bytes");
  }

  /** The config alone promises terabytes; the header is compared before anything is allocated. */
  @Test
  void load_configOfAGiant_isRefusedByTheHeader() throws IOException {
    Files.writeString(
        folder.resolve(ClipConfig.FILE),
        "{\"text_config\": {\"hidden_size\": 32768, \"num_hidden_layers\": 1024}}");
    assertRefused("has shape [514, 12], config.json asks for [49408, 32768]");
  }

  @Test
  void load_noWeightsButAPickle_saysWhatIsRead() throws IOException {
    Files.move(weights, folder.resolve("pytorch_model.bin"));
    assertRefused("only model.safetensors is read, never a pickle");
  }

  @Test
  void load_noWeights_namesTheFile() throws IOException {
    Files.delete(weights);
    assertRefused("model.safetensors: no such file");
  }

  private void assertRefused(String message) {
    UserErrorException e = assertThrows(UserErrorException.class, () -> Clip.load(folder));
    assertThat(e).hasMessageThat().startsWith(folder.toString());
    assertThat(e).hasMessageThat().contains(message);
    assertThat(e).hasMessageThat().doesNotContain("\n");
  }

  private record Tensor(float[] data, long... shape) {}

  private void rewrite(Consumer<Map<String, Tensor>> change) throws IOException {
    TinyClip.write(folder, 1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      for (String name : file.names()) {
        tensors.put(name, new Tensor(file.floats(name), file.shape(name).toArray()));
      }
    }
    change.accept(tensors);
    SafetensorsWriter writer = new SafetensorsWriter(ElementType.F32);
    tensors.forEach((name, tensor) -> writer.add(name, tensor.data(), tensor.shape()));
    writer.write(weights);
  }
}
