package org.ptmrec.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Rows of RFC 4180. If a record has a list of records, such as a user's recommendations, each of
 * these is a row, numbered from 1 in the column {@code position}; all other lists and maps are JSON
 * in one cell.
 */
final class CsvRows implements RecordRows {
  private final CSVPrinter out;
  private final List<Schema.Field> plain = new ArrayList<>();

  /** The list whose elements are rows. */
  private Schema.@Nullable Field list;

  CsvRows(Path file, Schema schema) throws IOException {
    List<String> header = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      if (list == null && isListOfRecords(field.schema())) {
        list = field;
      } else {
        plain.add(field);
        header.add(field.name());
      }
    }
    Schema.Field rows = list;
    if (rows != null) {
      header.add("position");
      rows.schema().getElementType().getFields().forEach(field -> header.add(field.name()));
    }
    out =
        new CSVPrinter(
            Files.newBufferedWriter(file),
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get());
    out.printRecord(header);
  }

  private static boolean isListOfRecords(Schema schema) {
    return schema.getType() == Schema.Type.ARRAY
        && schema.getElementType().getType() == Schema.Type.RECORD;
  }

  @Override
  public void add(GenericRecord record) throws IOException {
    List<Object> cells = cells(record, plain);
    Schema.Field rows = list;
    if (rows == null) {
      out.printRecord(cells);
      return;
    }
    int position = 1;
    for (Object element : (List<?>) record.get(rows.pos())) {
      List<Object> row = new ArrayList<>(cells);
      row.add(position++);
      row.addAll(cells((GenericRecord) element, rows.schema().getElementType().getFields()));
      out.printRecord(row);
    }
  }

  private static List<Object> cells(GenericRecord record, List<Schema.Field> fields) {
    List<Object> cells = new ArrayList<>(fields.size());
    for (Schema.Field field : fields) {
      Object value = record.get(field.pos());
      // A list of Avro prints itself as JSON; a null is an empty cell.
      cells.add(value == null ? "" : value.toString());
    }
    return cells;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
