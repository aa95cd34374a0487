package org.ptmrec.ingest;

import java.util.ArrayList;
import java.util.List;

/** A file of keys, one a line, such as the items that a shop has in stock. */
public final class IdLines {
  private IdLines() {}

  /**
   * The keys in their order, blank lines left out.
   *
   * @param file on any of Beam's file systems; gzipped where its name says so
   * @throws org.ptmrec.artifact.UserErrorException naming the file, if it cannot be read or is
   *     empty
   */
  public static List<String> read(String file) {
    List<String> ids = new ArrayList<>();
    new SourceFile(file)
        .forEachLine(
            (line, number) -> {
              if (!line.isBlank()) {
                ids.add(line.strip());
              }
            });
    return ids;
  }
}
