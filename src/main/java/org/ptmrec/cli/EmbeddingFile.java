package org.ptmrec.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.UserErrorException;

/**
 * Embeddings as a file that appears when it is whole: {@code .jsonl} with one object a line, or
 * {@code .npy} as NumPy reads it, a row each, with the keys of the rows in {@code .npy.ids}.
 */
final class EmbeddingFile implements AutoCloseable {
  /** Room for the number of rows, which is known last. */
  private static final int NPY_HEADER = 128;

  private static final int NPY_PREFIX = 10;

  private final Path target;
  private final Path unfinished;
  private final int width;
  private final BufferedWriter lines;
  private final @Nullable OutputStream numbers;
  private int rows;

  private EmbeddingFile(Path target, int width) throws IOException {
    this.target = target;
    this.width = width;
    unfinished = sibling(".part");
    if (isNumPy(target)) {
      lines = Files.newBufferedWriter(sibling(".ids.part"), UTF_8);
      numbers = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16);
      numbers.write(new byte[NPY_HEADER]);
    } else {
      lines = Files.newBufferedWriter(unfinished, UTF_8);
      numbers = null;
    }
  }

  /**
   * @throws UserErrorException if the name's end tells of neither format, or there is no such
   *     folder
   */
  static EmbeddingFile create(Path target, int width) throws IOException {
    checkName(target);
    return new EmbeddingFile(target.toAbsolutePath(), width);
  }

  static void checkName(Path target) {
    if (!isNumPy(target) && !target.toString().endsWith(".jsonl")) {
      throw new UserErrorException(target + ": expected a name that ends in .jsonl or .npy");
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserErrorException(target + ": there is no folder " + folder);
    }
  }

  private static boolean isNumPy(Path target) {
    return target.toString().endsWith(".npy");
  }

  private Path sibling(String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  /**
   * @throws UncheckedIOException if it cannot be written
   */
  void add(String id, float[] embedding) {
    try {
      write(id, embedding);
    } catch (IOException e) {
      throw new UncheckedIOException(target + ": " + e.getMessage(), e);
    }
    rows++;
  }

  private void write(String id, float[] embedding) throws IOException {
    if (numbers == null) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("item_id", id);
      object.put("embedding", embedding);
      lines.write(Json.ordered(object));
    } else {
      ByteBuffer row =
          ByteBuffer.allocate(Float.BYTES * embedding.length).order(ByteOrder.LITTLE_ENDIAN);
      row.asFloatBuffer().put(embedding);
      numbers.write(row.array());
      lines.write(id.replaceAll("\\R", " "));
    }
    lines.newLine();
  }

  int rows() {
    return rows;
  }

  /** Makes the file visible. */
  void publish() throws IOException {
    finish();
    if (numbers != null) {
      try (SeekableByteChannel file = Files.newByteChannel(unfinished, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(header()));
      }
      Files.move(sibling(".ids.part"), sibling(".ids"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] header() {
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, width);
    byte[] header = new byte[NPY_HEADER];
    String padded = "%-" + (NPY_HEADER - NPY_PREFIX - 1) + "s\n";
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(ISO_8859_1))
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (NPY_HEADER - NPY_PREFIX))
        .put(padded.formatted(text).getBytes(ISO_8859_1));
    return header;
  }

  private void finish() throws IOException {
    lines.close();
    if (numbers != null) {
      numbers.close();
    }
  }

  /** Without {@link #publish}, what was there before stays, and nothing is added. */
  @Override
  public void close() throws IOException {
    finish();
    Files.deleteIfExists(unfinished);
    Files.deleteIfExists(sibling(".ids.part"));
  }
}
