package org.ptmrec.ingest;

import java.util.List;
import java.util.function.Consumer;

/**
 * Ratings as CSV, or TSV where the file's name says so. The columns of user, item and time are
 * found by the header's names, or given for files without a header; others are left alone.
 */
final class CsvInteractions {
  private static final String EXAMPLE = "user_id,item_id,rating,timestamp";
  private static final List<String> USER = List.of("user_id", "userid", "reviewerid");
  private static final List<String> ITEM = List.of("item_id", "itemid", "parent_asin", "asin");
  private static final List<String> TIME = List.of("timestamp", "unixreviewtime");

  private final SourceFile source;
  private final DelimitedLine lines;
  private final ColumnNames columns;
  private List<String> header;
  private int user;
  private int item;
  private int time;

  private CsvInteractions(String file, List<String> header, ColumnNames columns) {
    this.columns = columns;
    source = new SourceFile(file);
    lines = DelimitedLine.of(source);
    this.header = header;
  }

  /** The first line names the columns. Rows without user, item or time are counted as missing. */
  static void read(
      String file, ColumnNames columns, Consumer<RawInteraction> rows, Runnable missing) {
    new CsvInteractions(file, List.of(), columns).readLines(rows, missing);
  }

  /**
   * The first line is data.
   *
   * @param header names of the columns
   */
  static void read(
      String file, List<String> header, Consumer<RawInteraction> rows, Runnable missing) {
    CsvInteractions reader = new CsvInteractions(file, header, ColumnNames.USUAL);
    reader.findColumns();
    reader.readLines(rows, missing);
  }

  private void readLines(Consumer<RawInteraction> rows, Runnable missing) {
    source.forEachLine(
        (line, number) -> {
          if (header.isEmpty()) {
            readHeader(line, number);
          } else if (!line.isBlank()) {
            readRow(line, number, rows, missing);
          }
        });
  }

  private void readHeader(String line, long number) {
    header = columns.rename(lines.fields(line, number));
    findColumns();
    if (user < 0 || item < 0 || time < 0) {
      throw source.malformed(
          number,
          "'" + Fields.excerpt(line) + "'",
          "a header such as " + EXAMPLE + columns.explanation());
    }
  }

  private void findColumns() {
    user = column(USER);
    item = column(ITEM);
    time = column(TIME);
  }

  private int column(List<String> names) {
    return names.stream().mapToInt(header::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
  }

  private void readRow(String line, long number, Consumer<RawInteraction> rows, Runnable missing) {
    List<String> fields = lines.fields(line, number);
    if (fields.size() != header.size()) {
      throw source.malformed(
          number, fields.size() + " fields", header.size() + ": " + String.join(",", header));
    }
    if (fields.get(user).isEmpty() || fields.get(item).isEmpty() || fields.get(time).isEmpty()) {
      missing.run();
    } else {
      rows.accept(
          new RawInteraction(
              fields.get(user),
              fields.get(item),
              Fields.timestamp(source, fields.get(time), number),
              null));
    }
  }
}
