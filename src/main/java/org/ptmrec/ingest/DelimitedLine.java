package org.ptmrec.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A line of CSV or TSV into its fields, blanks around them removed. */
final class DelimitedLine {
  private final SourceFile source;
  private final char delimiter;

  DelimitedLine(SourceFile source, char delimiter) {
    this.source = source;
    this.delimiter = delimiter;
  }

  /** Tabs in files that are called {@code .tsv}, commas in all others. */
  static DelimitedLine of(SourceFile source) {
    return new DelimitedLine(source, source.toString().matches(".*\\.tsv(\\.gz)?") ? '\t' : ',');
  }

  List<String> fields(String line, long number) {
    // Quotes are rare and the general parser is slow.
    return line.indexOf('"') < 0 ? plain(line) : quoted(line, number);
  }

  private List<String> plain(String line) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int to = line.indexOf(delimiter); to >= 0; to = line.indexOf(delimiter, from)) {
      fields.add(line.substring(from, to).strip());
      from = to + 1;
    }
    fields.add(line.substring(from).strip());
    return fields;
  }

  private List<String> quoted(String line, long number) {
    CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(delimiter).get();
    try (CSVParser parser = CSVParser.parse(line, format)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() == 1) {
        return records.get(0).stream().map(String::strip).toList();
      }
    } catch (IOException | IllegalStateException | UncheckedIOException e) {
      // reported below, with the line
    }
    throw source.malformed(
        number, "'" + Fields.excerpt(line) + "'", "quotes that are closed before the line ends");
  }
}
