package org.ptmrec.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** What the CPU's matrix products run on: the name of OpenBLAS' kernels. */
  public static String blasKernels() {
    return BlasKernels.CHOSEN;
  }

  /** The processor's name where the system tells it, or else its architecture. */
  public static String name() {
    return fact("model name").orElse(System.getProperty("os.arch"));
  }

  /** Such as GenuineIntel; empty where the system does not tell it. */
  static String vendor() {
    return fact("vendor_id").orElse("");
  }

  /** The instructions it has, such as avx2; none where the system does not tell. */
  static Set<String> flags() {
    return new HashSet<>(List.of(fact("flags").orElse("").split(" ")));
  }

  private static Optional<String> fact(String name) {
    if (!Files.isReadable(LINUX)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(LINUX)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
