package org.ptmrec.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.ptmrec.artifact.Storage;

/**
 * Writes the part files of an artifact in another format: a file of the same name each, several at
 * a time. A file appears when it is whole.
 */
public final class RecordExport {
  private RecordExport() {}

  /**
   * @param parts Avro files in the store
   * @param folder made if it is not there; files of the same names are replaced
   * @return the files, in the order of the parts
   * @throws UncheckedIOException naming the file that cannot be read or written
   */
  public static List<Path> write(List<String> parts, Path folder, ExportFormat format) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be made", e);
    }
    return parts.parallelStream().map(part -> write(part, folder, format)).toList();
  }

  private static Path write(String part, Path folder, ExportFormat format) {
    String name = part.substring(part.lastIndexOf('/') + 1).replaceAll("\\.avro$", "");
    Path target = folder.resolve(name + "." + format.suffix());
    Path unfinished = folder.resolve("." + target.getFileName() + ".part");
    try {
      Files.deleteIfExists(unfinished);
      try (InputStream in = Storage.of(part).open(part);
          DataFileStream<GenericRecord> records =
              new DataFileStream<>(in, new GenericDatumReader<>());
          RecordRows rows = format.open(unfinished, records.getSchema())) {
        while (records.hasNext()) {
          rows.add(records.next());
        }
      }
      return Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(part + " to " + target + ": " + e.getMessage(), e);
    }
  }
}
