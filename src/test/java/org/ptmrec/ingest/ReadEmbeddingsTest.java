package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Throwables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;

@ExtendWith(TestPipelineExtension.class)
class ReadEmbeddingsTest {
  private static final String FLOATS =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

  @TempDir Path folder;

  private static byte[] npy(int version, String header, ByteBuffer numbers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    if (version == 1) {
      length.putShort((short) (header.length() + 1));
    } else {
      length.putInt(header.length() + 1);
    }
    out.writeBytes(length.array());
    out.writeBytes((header + "\n").getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(numbers.array());
    return out.toByteArray();
  }

  private static ByteBuffer floats(float... numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      buffer.putFloat(number);
    }
    return buffer;
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private String images() throws IOException {
    return file("image_feat.npy", npy(1, FLOATS, floats(1, 2, 3, 4, 5, 6)));
  }

  private static Item item(int index) {
    return new Item(index, "i" + index, "", "", null);
  }

  private static ItemEmbedding embedding(int item, List<Float> image, List<Float> text) {
    return new ItemEmbedding(item, true, image, text, null, null);
  }

  @Test
  void expand_bothFiles_rowOfEachItem(TestPipeline pipeline) throws IOException {
    ByteBuffer doubles = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    doubles.putDouble(0.5).putDouble(-7);
    String texts =
        file(
            "text_feat.npy",
            npy(2, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }", doubles));
    PAssert.that(
            pipeline
                .apply(Create.of(item(1), item(0)).withCoder(AvroCoder.of(Item.class)))
                .apply(ReadEmbeddings.of(images(), texts)))
        .containsInAnyOrder(
            embedding(0, List.of(1f, 2f, 3f), List.of(0.5f)),
            embedding(1, List.of(4f, 5f, 6f), List.of(-7f)));
    pipeline.run();
  }

  @Test
  void run_otherNumberOfRows_refused(TestPipeline pipeline) throws IOException {
    String images = images();
    pipeline
        .apply(Create.of(item(0), item(1), item(2)).withCoder(AvroCoder.of(Item.class)))
        .apply(ReadEmbeddings.of(images, images));
    Throwable root = Throwables.getRootCause(assertThrows(RuntimeException.class, pipeline::run));
    assertThat(root).isInstanceOf(UserErrorException.class);
    assertThat(root).hasMessageThat().startsWith(images + ": 2 rows for 3 items");
  }

  private UserErrorException failure(byte[] content) {
    return assertThrows(UserErrorException.class, () -> readAll(content));
  }

  private void readAll(byte[] content) throws IOException {
    try (NpyFile npy = NpyFile.open(file("x.npy", content))) {
      for (int row = 0; row < npy.rows(); row++) {
        assertThat(npy.nextRow()).hasLength(npy.columns());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999), }",
        "{}"
      })
  void open_otherArrays_refusedWithTheHeader(String header) {
    UserErrorException e = failure(npy(1, header, floats()));
    assertThat(e).hasMessageThat().contains("x.npy: found {");
    assertThat(e).hasMessageThat().contains("numpy.ascontiguousarray");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity"})
  void nextRow_notFinite_namesTheRow(float number) {
    UserErrorException e = failure(npy(1, FLOATS, floats(1, 2, 3, 4, number, 6)));
    assertThat(e).hasMessageThat().contains("x.npy: row 1 holds " + number);
  }

  @Test
  void nextRow_cutOffFile_saysAfterHowManyRows() {
    byte[] whole = npy(1, FLOATS, floats(1, 2, 3, 4, 5, 6));
    UserErrorException e = failure(Arrays.copyOf(whole, whole.length - 1));
    assertThat(e).hasMessageThat().contains("x.npy: ends after 1 of 2 rows");
  }

  @Test
  void open_damagedFiles_noOtherException() throws IOException {
    byte[] whole = npy(1, FLOATS, floats(1, 2, 3, 4, 5, 6));
    Random random = new Random(2);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        readAll(damaged);
      } catch (UserErrorException e) {
        assertThat(e).hasMessageThat().contains("x.npy");
      }
    }
  }

  @Test
  void open_missingFile_namesIt() {
    UserErrorException e =
        assertThrows(
            UserErrorException.class, () -> NpyFile.open(folder.resolve("no.npy").toString()));
    assertThat(e).hasMessageThat().startsWith("no file ");
  }
}
