package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.artifact.UserErrorException;

class SafetensorsFileTest {
  private static final String TWO_FLOATS = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

  @TempDir Path folder;

  @Test
  void floats_ofEachFloatType_areTheWrittenValues() throws IOException {
    String header =
        "{'f':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
            + "'h':{'dtype':'F16','shape':[2],'data_offsets':[8,12]},"
            + "'b':{'dtype':'BF16','shape':[],'data_offsets':[12,14]},"
            + "'d':{'dtype':'F64','shape':[1],'data_offsets':[14,22]}}";
    ByteBuffer data = data(22).putFloat(1.5f).putFloat(-3e-7f);
    data.putShort((short) 0x3c00).putShort((short) 0xc000).putShort((short) 0x4049).putDouble(0.1);

    try (SafetensorsFile file = SafetensorsFile.open(file(header, data))) {
      assertThat(file.names()).containsExactly("f", "h", "b", "d").inOrder();
      assertThat(file.shape("f")).isEqualTo(ImmutableLongArray.of(2, 1));
      assertThat(file.floats("f")).isEqualTo(new float[] {1.5f, -3e-7f});
      assertThat(file.floats("h")).isEqualTo(new float[] {1, -2});
      assertThat(file.floats("b")).isEqualTo(new float[] {3.140625f});
      assertThat(file.floats("d")).isEqualTo(new float[] {0.1f});
    }
  }

  @Test
  void ints_ofEachIntegerType_areTheWrittenValues() throws IOException {
    String header =
        "{'__metadata__':{'k':'v'},'u':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},"
            + "'i':{'dtype':'I32','shape':[1],'data_offsets':[2,6]},"
            + "'l':{'dtype':'I64','shape':[2],'data_offsets':[6,22]}}";
    ByteBuffer data = data(22).put((byte) 200).put((byte) 1).putInt(-5).putLong(-7);
    data.putLong(1L << 40);

    try (SafetensorsFile file = SafetensorsFile.open(file(header, data))) {
      assertThat(file.metadata()).containsExactly("k", "v");
      assertThat(file.ints("u")).isEqualTo(new int[] {200, 1});
      assertThat(file.ints("i")).isEqualTo(new int[] {-5});
      UserErrorException e = assertThrows(UserErrorException.class, () -> file.ints("l"));
      assertThat(e).hasMessageThat().contains("'l' has 1099511627776, beyond 32 bits");
      assertThrows(UserErrorException.class, () -> file.floats("i"));
      assertThrows(UserErrorException.class, () -> file.floats("absent"));
    }
  }

  @Test
  void write_floats_readsBackTheSame() throws IOException {
    Path path = folder.resolve("w.safetensors");
    new SafetensorsWriter(ElementType.F32)
        .add("m", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .add("s", new float[] {0.1f})
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.floats("m")).isEqualTo(new float[] {1, 2, 3, 4, 5, 6});
      assertThat(file.shape("m")).isEqualTo(ImmutableLongArray.of(2, 3));
      assertThat(file.shape("s")).isEqualTo(ImmutableLongArray.of());
      assertThat(file.floats("s")).isEqualTo(new float[] {0.1f});
    }
  }

  @Test
  void write_halves_roundsToHalfPrecision() throws IOException {
    Path path = folder.resolve("w.safetensors");
    new SafetensorsWriter(ElementType.F16).add("s", new float[] {0.1f, 7}, 2).write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.type("s")).isEqualTo(ElementType.F16);
      assertThat(file.floats("s")[0]).isWithin(5e-5f).of(0.1f);
      assertThat(file.floats("s")[1]).isEqualTo(7f);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[]; not a JSON object",
        "{'a':{'dtype':'F32'; not valid JSON",
        "{}{}; more than one object",
        "{'a':5}; 'a' is not described by an object",
        "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}}; 'a' has the unknown dtype 'F31'",
        "{'a':{'dtype':'F32','shape':[2]}}; 'a' needs dtype, shape and two data_offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}; 'a' has an unknown key 'x'",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}; 'a' of shape [3] and type F32 takes"
            + " 12 bytes",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}; 'a' has a negative number",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}; 'a' has a non-integer in shape",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}; impossible shape",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}}; not valid JSON",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}; 'a' ends before it begins",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}; 'a' ends at byte 16 of the data, but"
            + " the file has only 8",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}; 'a' begins at byte 4",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}; 4 bytes after the last tensor",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],"
            + "'data_offsets':[4,8]}}; 'b' begins at byte 4 of the data where 8 is expected (overlap)",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],"
            + "'data_offsets':[0,8]}}; not valid JSON",
        "{'__metadata__':{'a':1},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; non-string",
      })
  void open_badHeader_saysWhatIsWrong(String header, String message) throws IOException {
    Path path = file(header, data(8));
    UserErrorException e = assertThrows(UserErrorException.class, () -> SafetensorsFile.open(path));
    assertThat(e).hasMessageThat().startsWith(path.toString());
    assertThat(e).hasMessageThat().contains(message);
    assertThat(e).hasMessageThat().doesNotContain("\n");
  }

  @Test
  void open_headerLengthBeyondTheFileOrTheLimit_isRefusedBeforeAnyAllocation() throws IOException {
    for (long length : new long[] {Long.MAX_VALUE, -1, 0, 100_000_001, 80}) {
      Path path = folder.resolve("length" + length);
      Files.write(path, data(72).putLong(length).array());
      UserErrorException e =
          assertThrows(UserErrorException.class, () -> SafetensorsFile.open(path));
      assertThat(e).hasMessageThat().contains("header of");
    }
  }

  @Test
  void open_truncatedAnywhere_isRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("{" + TWO_FLOATS + "}", data(8)));
    for (int length = 0; length < whole.length; length++) {
      Path path = folder.resolve("truncated" + length);
      Files.write(path, Arrays.copyOf(whole, length));
      assertThrows(UserErrorException.class, () -> SafetensorsFile.open(path));
    }
  }

  @Test
  void open_absentFile_namesIt() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> SafetensorsFile.open(folder.resolve("absent")));
    assertThat(e).hasMessageThat().endsWith("absent: no such file");
  }

  private static ByteBuffer data(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path file(String header, ByteBuffer data) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(UTF_8);
    Path path = folder.resolve("test.safetensors");
    Files.write(
        path,
        data(8 + json.length + data.capacity())
            .putLong(json.length)
            .put(json)
            .put(data.array())
            .array());
    return path;
  }
}
