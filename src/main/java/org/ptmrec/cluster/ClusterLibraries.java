package org.ptmrec.cluster;

import com.google.common.base.Splitter;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * The class path of this process without the program itself: libraries are loaded once by a
 * cluster, and every job brings along the program of whoever submitted it.
 */
final class ClusterLibraries {
  private ClusterLibraries() {}

  /** The jars, in the order of the class path. */
  static List<Path> all() {
    Path program = program();
    return Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .splitToStream(System.getProperty("java.class.path"))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .filter(jar -> !jar.toAbsolutePath().equals(program))
        .toList();
  }

  /** The jar, or the folder of classes, that this very class is from. */
  private static Path program() {
    try {
      return Path.of(
              ClusterLibraries.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of the program", e);
    }
  }
}
