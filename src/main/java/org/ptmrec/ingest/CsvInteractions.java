package org.ptmrec.ingest;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Ratings as CSV under the header {@code user_id,item_id,rating,timestamp}. */
final class CsvInteractions {
  static final String HEADER = "user_id,item_id,rating,timestamp";
  private static final int FIELDS = 4;

  private CsvInteractions() {}

  /** Rows without user, item or timestamp are counted as missing and left out. */
  static void read(String file, Consumer<RawInteraction> rows, Runnable missing) {
    SourceFile source = new SourceFile(file);
    source.forEachLine(
        (line, number) -> {
          if (number == 1) {
            if (!line.strip().toLowerCase(Locale.ROOT).equals(HEADER)) {
              throw source.malformed(1, "'" + Fields.excerpt(line) + "'", "the header " + HEADER);
            }
          } else if (!line.isBlank()) {
            List<String> fields = fields(source, line, number);
            if (fields.get(0).isEmpty() || fields.get(1).isEmpty() || fields.get(3).isEmpty()) {
              missing.run();
            } else {
              rows.accept(
                  new RawInteraction(
                      fields.get(0),
                      fields.get(1),
                      Fields.timestamp(source, fields.get(3), number),
                      null));
            }
          }
        });
  }

  private static List<String> fields(SourceFile source, String line, long number) {
    try (CSVParser parser = CSVParser.parse(line, CSVFormat.RFC4180)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() == 1 && records.get(0).size() == FIELDS) {
        return records.get(0).stream().map(String::strip).toList();
      }
      int found = records.isEmpty() ? 0 : records.get(0).size();
      throw source.malformed(number, found + " fields", "4: " + HEADER);
    } catch (IOException | IllegalStateException | java.io.UncheckedIOException e) {
      throw source.malformed(number, "'" + Fields.excerpt(line) + "'", "4 fields: " + HEADER);
    }
  }
}
