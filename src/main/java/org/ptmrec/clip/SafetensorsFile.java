package org.ptmrec.clip;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ptmrec.artifact.UserErrorException;

/**
 * A safetensors file, memory-mapped tensor by tensor, so that neither a file beyond 2 GiB nor many
 * readers of one file need memory of their own. Opening it checks the whole header ({@link
 * SafetensorsHeader}) and reads no tensor. Safe for use by several threads.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 100_000_000; // as the format's own library

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws UserErrorException if there is no such file or its header is wrong
   */
  public static SafetensorsFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return open(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new UserErrorException(file + ": no such file", e);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static SafetensorsFile open(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new UserErrorException(file + ": too short for a safetensors file");
    }
    long length = read(channel, 0, Long.BYTES).getLong();
    if (length < 2 || length > MAX_HEADER_BYTES || length > size - Long.BYTES) {
      throw new UserErrorException(
          "%s: a safetensors header of %s bytes in a file of %d bytes (truncated, or another format?)"
              .formatted(file, Long.toUnsignedString(length), size));
    }
    byte[] json = read(channel, Long.BYTES, (int) length).array();
    long dataStart = Long.BYTES + length;
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - dataStart);
    return new SafetensorsFile(file, channel, header, dataStart);
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("it ends at byte " + (position + buffer.position()));
      }
    }
    return buffer.flip();
  }

  public Path file() {
    return file;
  }

  /** The free-form strings of the header. */
  public ImmutableMap<String, String> metadata() {
    return header.metadata();
  }

  /** The tensors' names, in the header's order. */
  public ImmutableSet<String> names() {
    return header.entries().keySet();
  }

  /** Sizes of a tensor's dimensions; empty for a scalar. */
  public ImmutableLongArray shape(String name) {
    return entry(name).shape();
  }

  public ElementType type(String name) {
    return entry(name).type();
  }

  /**
   * A tensor of 16-, 32- or 64-bit floats, row-major, as 32-bit floats.
   *
   * @throws UserErrorException if it is of another type or too large for a Java array
   */
  public float[] floats(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    float[] values = new float[length(name)];
    ByteBuffer bytes = map(name, entry);
    switch (entry.type()) {
      case F32 -> bytes.asFloatBuffer().get(values);
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = HalfPrecision.fromHalf(bytes.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = HalfPrecision.fromBfloat(bytes.getShort());
        }
      }
      case F64 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) bytes.getDouble();
        }
      }
      default -> throw wrongType(name, "floats");
    }
    return values;
  }

  /**
   * A tensor of integers, row-major.
   *
   * @throws UserErrorException if it is of another type than U8, I32 or I64, or has a value beyond
   *     32 bits
   */
  public int[] ints(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    int[] values = new int[length(name)];
    ByteBuffer bytes = map(name, entry);
    switch (entry.type()) {
      case U8 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Byte.toUnsignedInt(bytes.get());
        }
      }
      case I32 -> bytes.asIntBuffer().get(values);
      case I64 -> {
        for (int i = 0; i < values.length; i++) {
          long value = bytes.getLong();
          values[i] = (int) value;
          if (values[i] != value) {
            throw new UserErrorException(
                "%s: tensor '%s' has %d, beyond 32 bits".formatted(file, name, value));
          }
        }
      }
      default -> throw wrongType(name, "integers");
    }
    return values;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new UserErrorException("%s: tensor '%s' is missing".formatted(file, name));
    }
    return entry;
  }

  private int length(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    if (entry.end() - entry.begin() > Integer.MAX_VALUE) {
      throw new UserErrorException(
          "%s: tensor '%s' of %d bytes is beyond 2 GiB"
              .formatted(file, name, entry.end() - entry.begin()));
    }
    return (int) entry.elements();
  }

  private ByteBuffer map(String name, SafetensorsHeader.Entry entry) {
    try {
      return channel
          .map(MapMode.READ_ONLY, dataStart + entry.begin(), entry.end() - entry.begin())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UserErrorException(
          "%s: tensor '%s' cannot be read: %s".formatted(file, name, e.getMessage()), e);
    }
  }

  private UserErrorException wrongType(String name, String expected) {
    return new UserErrorException(
        "%s: tensor '%s' holds %s where %s are expected"
            .formatted(file, name, type(name), expected));
  }
}
