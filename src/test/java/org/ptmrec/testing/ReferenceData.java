package org.ptmrec.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of reference data that are not part of the project; a test without them is skipped. */
public final class ReferenceData {
  private ReferenceData() {}

  /** A path inside the folder of reference data ({@code -Dptmrec.reference}). */
  public static Path reference(String relative) {
    return existing("ptmrec.reference", relative);
  }

  /** A path inside the MovieLens folder ({@code -Dptmrec.movielens}). */
  public static Path movielens(String relative) {
    return existing("ptmrec.movielens", relative);
  }

  private static Path existing(String property, String relative) {
    String folder = System.getProperty(property, "");
    assumeTrue(!folder.isEmpty(), "-D" + property + " is not set");
    Path path = Path.of(folder).resolve(relative).normalize();
    assumeTrue(Files.exists(path), () -> "no " + path + " (-D" + property + ")");
    return path;
  }
}
