package org.ptmrec.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** What the kernels run on: results are equal bit by bit where vectors are equally wide. */
public final class Processor {
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Width of the vectors that the CPU's kernels compute with. */
  public static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** The processor's name where the system tells it, or else its architecture. */
  public static String name() {
    if (Files.isReadable(LINUX)) {
      try (Stream<String> lines = Files.lines(LINUX)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }
}
