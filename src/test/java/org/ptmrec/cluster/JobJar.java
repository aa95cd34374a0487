package org.ptmrec.cluster;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the program and the classes of the tests into the one jar that a job brings along. */
final class JobJar {
  private JobJar() {}

  static Path write(Path jar) throws IOException {
    Set<String> names = new HashSet<>();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> example : List.of(ClusterSpec.class, JobJar.class)) {
        Path origin = origin(example);
        if (Files.isDirectory(origin)) {
          add(origin, names, out);
        } else {
          try (FileSystem files = FileSystems.newFileSystem(origin)) {
            add(files.getPath("/"), names, out);
          }
        }
      }
    }
    return jar;
  }

  private static void add(Path root, Set<String> names, ZipOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (names.add(name)) { // what the program lists as services goes before what the tests do
          out.putNextEntry(new ZipEntry(name));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }
  }

  private static Path origin(Class<?> example) {
    try {
      return Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
