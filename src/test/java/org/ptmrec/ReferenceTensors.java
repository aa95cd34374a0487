package org.ptmrec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ptmrec.tensor.Matrix;

/** Reads a safetensors file of reference numbers, without the product's own reader. */
public final class ReferenceTensors {
  private final JsonNode header;
  private final ByteBuffer data;

  private ReferenceTensors(JsonNode header, ByteBuffer data) {
    this.header = header;
    this.data = data;
  }

  /** The folder of reference data; the calling test is skipped where there is none. */
  public static Path folder() {
    Path folder = Path.of(System.getProperty("ptmrec.reference", "../shared/data/reference"));
    assumeTrue(Files.isDirectory(folder), () -> "skipped: no reference data in " + folder);
    return folder;
  }

  /** The folder of MovieLens data; the calling test is skipped where there is none. */
  public static Path movielens() {
    Path folder = Path.of(System.getProperty("ptmrec.movielens", "../shared/data/movielens"));
    assumeTrue(Files.isDirectory(folder), () -> "skipped: no MovieLens data in " + folder);
    return folder;
  }

  public static ReferenceTensors open(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int length = Math.toIntExact(bytes.getLong(0));
      JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, length);
      return new ReferenceTensors(
          header,
          bytes.slice(8 + length, bytes.capacity() - 8 - length).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    header
        .path("__metadata__")
        .fields()
        .forEachRemaining(e -> metadata.put(e.getKey(), e.getValue().asText()));
    return metadata;
  }

  public Iterable<String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    header.fieldNames().forEachRemaining(name -> names.put(name, name));
    names.remove("__metadata__");
    return names.keySet();
  }

  public boolean has(String name) {
    return header.has(name);
  }

  public int[] shape(String name) {
    JsonNode shape = header.get(name).get("shape");
    int[] sizes = new int[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.get(i).asInt();
    }
    return sizes;
  }

  public float[] floats(String name) {
    ByteBuffer bytes = bytes(name);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Elements of an I32 or I64 tensor. */
  public int[] ints(String name) {
    ByteBuffer bytes = bytes(name);
    boolean wide = header.get(name).get("dtype").asText().equals("I64");
    int[] values = new int[bytes.remaining() / (wide ? 8 : 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          wide
              ? Math.toIntExact(bytes.getLong(bytes.position() + 8 * i))
              : bytes.getInt(bytes.position() + 4 * i);
    }
    return values;
  }

  /** Elements of a U8 tensor. */
  public byte[] bytesOf(String name) {
    ByteBuffer bytes = bytes(name);
    byte[] values = new byte[bytes.remaining()];
    bytes.get(values);
    return values;
  }

  /** A tensor as rows of its last axis; a vector is one row. */
  public Matrix matrix(String name) {
    int[] shape = shape(name);
    int cols = shape.length == 0 ? 1 : shape[shape.length - 1];
    float[] values = floats(name);
    return Matrix.of(values.length / cols, cols, values);
  }

  private ByteBuffer bytes(String name) {
    JsonNode offsets = header.get(name).get("data_offsets");
    int from = offsets.get(0).asInt();
    return data.slice(from, offsets.get(1).asInt() - from).order(ByteOrder.LITTLE_ENDIAN);
  }
}
