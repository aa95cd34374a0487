package org.ptmrec.testing;

import com.google.common.primitives.Bytes;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.ptmrec.artifact.UserErrorException;

/** Files as nobody should write them, made from whole ones. */
public final class Damage {
  /** More than any reader of a small file needs, less than what damaged lengths ask for. */
  private static final long MOST_BYTES = 64L << 20;

  private Damage() {}

  /** A few bytes changed, cut off, or repeated; extreme ones more often than chance has it. */
  public static byte[] damaged(byte[] whole, long seed) {
    Random random = new Random(seed);
    byte[] bytes = whole.clone();
    for (int flips = random.nextInt(6); flips >= 0; flips--) {
      byte[] extremes = {
        0, -1, 127, -128, '"', '\'', '{', '[', '\\', ':', '\n', (byte) random.nextInt()
      };
      bytes[random.nextInt(bytes.length)] = extremes[random.nextInt(extremes.length)];
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> Bytes.concat(bytes, Arrays.copyOfRange(bytes, at, bytes.length));
      default -> bytes;
    };
  }

  /** What reads a file. */
  public interface Reader {
    void read(String file) throws Exception;
  }

  /**
   * Reads content as a file of that name: nothing but an error for users may be thrown, and little
   * memory taken.
   */
  public static void assertSafe(byte[] content, String name, Reader reader) throws Exception {
    Path folder = Files.createTempDirectory("ptmrec-damage");
    Path file = Files.write(folder.resolve(name), content);
    long before = allocated();
    try {
      reader.read(file.toString());
    } catch (UserErrorException e) {
      if (e.getMessage() == null || !e.getMessage().contains(name)) {
        throw new AssertionError("a message that does not name the file", e);
      }
    } finally {
      delete(file);
      delete(folder);
    }
    long taken = allocated() - before;
    if (taken > MOST_BYTES) {
      throw new AssertionError(taken + " bytes taken to read " + content.length);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
