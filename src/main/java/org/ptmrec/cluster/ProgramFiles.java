package org.ptmrec.cluster;

import com.google.common.base.Splitter;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What this process runs from. Libraries are loaded once by a cluster; every job brings along the
 * program itself, that of whoever submitted it.
 */
public final class ProgramFiles {
  private ProgramFiles() {}

  /**
   * The one jar that a job stages; empty where the program runs from a folder of classes. Staging
   * the libraries as well costs 25 s a job.
   */
  public static Optional<Path> jobJar() {
    return Optional.of(System.getProperty("ptmrec.jar", ""))
        .filter(jar -> !jar.isEmpty())
        .map(Path::of)
        .or(() -> Optional.of(program()))
        .filter(Files::isRegularFile);
  }

  /** The jars of the class path without the program, in its order. */
  static List<Path> libraries() {
    Path program = program();
    return Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .splitToStream(System.getProperty("java.class.path"))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(jar -> !jar.equals(program))
        .toList();
  }

  /** The jar, or the folder of classes, that this very class is from. */
  private static Path program() {
    try {
      return Path.of(ProgramFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of the program", e);
    }
  }
}
