package org.ptmrec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ptmrec.artifact.UserErrorException;

/** Folders that a command writes. */
final class NewFolder {
  private NewFolder() {}

  /**
   * Nothing is ever written over.
   *
   * @throws UserErrorException if there is such a file, or a folder that holds anything
   */
  static void check(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        empty = entries.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new UserErrorException(folder + ": exists and is not empty; name a new folder");
    }
  }
}
