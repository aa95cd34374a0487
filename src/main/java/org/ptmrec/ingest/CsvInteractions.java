package org.ptmrec.ingest;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Ratings as CSV, or TSV where the file's name says so, under a header with {@code user_id}, {@code
 * item_id} and {@code timestamp}; other columns are left alone.
 */
final class CsvInteractions {
  private static final String HEADER = "user_id,item_id,rating,timestamp";

  private final SourceFile source;
  private final DelimitedLine lines;
  private List<String> header = List.of();

  private CsvInteractions(String file) {
    source = new SourceFile(file);
    lines = new DelimitedLine(source, file.matches(".*\\.tsv(\\.gz)?") ? '\t' : ',');
  }

  /** Rows without user, item or timestamp are counted as missing and left out. */
  static void read(String file, Consumer<RawInteraction> rows, Runnable missing) {
    CsvInteractions reader = new CsvInteractions(file);
    reader.source.forEachLine(
        (line, number) -> {
          if (number == 1) {
            reader.readHeader(line);
          } else if (!line.isBlank()) {
            reader.read(line, number, rows, missing);
          }
        });
  }

  private void readHeader(String line) {
    header = lines.fields(line, 1).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (!header.containsAll(List.of("user_id", "item_id", "timestamp"))) {
      throw source.malformed(1, "'" + Fields.excerpt(line) + "'", "a header such as " + HEADER);
    }
  }

  private void read(String line, long number, Consumer<RawInteraction> rows, Runnable missing) {
    List<String> fields = lines.fields(line, number);
    if (fields.size() != header.size()) {
      throw source.malformed(
          number, fields.size() + " fields", header.size() + ": " + String.join(",", header));
    }
    String user = fields.get(header.indexOf("user_id"));
    String item = fields.get(header.indexOf("item_id"));
    String time = fields.get(header.indexOf("timestamp"));
    if (user.isEmpty() || item.isEmpty() || time.isEmpty()) {
      missing.run();
    } else {
      rows.accept(new RawInteraction(user, item, Fields.timestamp(source, time, number), null));
    }
  }
}
