package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a safetensors file of 32-bit or 16-bit floats. The same tensors give the same bytes. */
public final class SafetensorsWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ElementType type;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(float[] data, long[] shape) {}

  /**
   * A writer without tensors yet.
   *
   * @param type F32, or F16 to round to half precision
   */
  public SafetensorsWriter(ElementType type) {
    checkArgument(type == ElementType.F32 || type == ElementType.F16, "type %s", type);
    this.type = type;
  }

  /** Adds a tensor, which is not copied; no sizes make it a scalar. */
  public SafetensorsWriter add(String name, float[] data, long... shape) {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    checkArgument(size == data.length, "%s: %s values for a shape of %s", name, data.length, size);
    checkArgument(
        tensors.putIfAbsent(name, new Tensor(data, shape.clone())) == null,
        "%s is there already",
        name);
    return this;
  }

  /** Writes the file, over an older one. */
  public void write(Path file) throws IOException {
    byte[] header = header();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(littleEndian(Long.BYTES).putLong(header.length).array());
      out.write(header);
      for (Tensor tensor : tensors.values()) {
        out.write(encode(tensor.data()));
      }
    }
  }

  private byte[] header() throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt"); // what Hugging Face's loader asks for
    long offset = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      ObjectNode entry = header.putObject(named.getKey());
      entry.put("dtype", type.name());
      ArrayNode shape = entry.putArray("shape");
      for (long dimension : tensor.shape()) {
        shape.add(dimension);
      }
      long end = offset + (long) tensor.data().length * type.bytes();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    // Blanks up to a multiple of 8 keep the data aligned for readers that map it.
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private byte[] encode(float[] data) {
    ByteBuffer bytes = littleEndian(Math.multiplyExact(data.length, type.bytes()));
    if (type == ElementType.F32) {
      bytes.asFloatBuffer().put(data);
    } else {
      for (float value : data) {
        bytes.putShort(HalfPrecision.toHalf(value));
      }
    }
    return bytes.array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
