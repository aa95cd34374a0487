package org.ptmrec.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The most memory this process has held: heap, tensors and code. Known on Linux only. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final String PEAK = "VmHWM:";

  private PeakMemory() {}

  /**
   * Lets a new peak begin at what is held now; without effect where the system does not allow it.
   */
  static void reset() {
    System.gc(); // tensors are given back when their owners are collected
    try {
      Files.writeString(RESET, "5");
    } catch (IOException | SecurityException e) {
      // The peak then counts from the start of the process: larger, never smaller.
    }
  }

  /** In MiB; −1 where the system does not tell. */
  static long mebibytes() {
    try {
      List<String> lines = Files.readAllLines(STATUS);
      for (String line : lines) {
        if (line.startsWith(PEAK)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }
}
