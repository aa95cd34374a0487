package org.ptmrec.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ptmrec.artifact.UserErrorException;

/**
 * What any Flink cluster of the same minor version needs beside its own distribution to run the
 * jobs of this program: {@code lib/} with the libraries and {@code plugins/ptmrec/} with the
 * program, whose driver hands out GPUs.
 */
public final class ClusterBundle {
  private static final String PLUGIN = "plugins/ptmrec";

  private ClusterBundle() {}

  /**
   * What was written.
   *
   * @param bytes of all jars together
   */
  public record Written(Path folder, int libraries, long bytes) {}

  /**
   * Writes the bundle; one of another version is replaced.
   *
   * @throws UserErrorException if the folder holds anything else, or the program is not a jar
   */
  public static Written write(Path folder) throws IOException {
    Path program =
        ProgramFiles.jobJar()
            .orElseThrow(() -> new UserErrorException("the program is not a jar; run ./ptmrec"));
    checkFree(folder);
    List<Path> jars = libraries();
    long bytes = 0;
    Path lib = emptied(folder.resolve("lib"));
    for (Path jar : jars) {
      bytes += Files.size(copy(jar, lib));
    }
    bytes += Files.size(copy(program, emptied(folder.resolve(PLUGIN))));
    return new Written(folder, jars.size(), bytes);
  }

  /** The libraries that no Flink distribution has. */
  static List<Path> libraries() {
    return ProgramFiles.libraries().stream().filter(jar -> !isOfDistribution(jar)).toList();
  }

  /** Flink itself, and logging: a distribution has its own, and two of them quarrel. */
  private static boolean isOfDistribution(Path jar) {
    String name = jar.getFileName().toString();
    return Stream.of("flink-", "slf4j-api-", "logback-").anyMatch(name::startsWith);
  }

  private static void checkFree(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        Set<String> names =
            files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        names.removeAll(Set.of("lib", "plugins"));
        if (!names.isEmpty()) {
          throw new UserErrorException(
              folder + " holds " + names + "; give a new folder, or that of an earlier bundle");
        }
      }
    }
  }

  private static Path emptied(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.delete(jar);
      }
    }
    return folder;
  }

  private static Path copy(Path jar, Path folder) throws IOException {
    return Files.copy(jar, folder.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }
}
