package org.ptmrec.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** The program as a process of its own, which can be killed; its output is in a file. */
final class ProgramProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final Path output;

  private ProgramProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param jobJar what its jobs stage
   */
  static ProgramProcess start(Path output, Path jobJar, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-"))
        .forEach(command::add);
    command.add("-Dptmrec.jar=" + jobJar);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.ptmrec.cli.Main"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ProgramProcess(process, output);
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for something to happen while the process lives. */
  void await(BooleanSupplier happens) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              boolean isAlive = process.isAlive();
              if (happens.getAsBoolean()) {
                return true;
              }
              if (!isAlive) {
                throw new AssertionError("it has ended: " + output());
              }
              return false;
            });
  }

  /** As {@code kill -9} does: nothing is cleaned up. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
