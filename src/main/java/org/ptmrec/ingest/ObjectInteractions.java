package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reviews or ratings as objects with user, item and time: under these names, under Amazon's of 2014
 * and 2018 ({@code reviewerID, asin, unixReviewTime}) or 2023 ({@code user_id, parent_asin,
 * timestamp}), or under names that are given.
 */
final class ObjectInteractions {
  private ObjectInteractions() {}

  /** Rows without user, item or time are counted as missing and left out. */
  static void read(
      String file, ColumnNames columns, Consumer<RawInteraction> rows, Runnable missing) {
    SourceFile source = new SourceFile(file);
    ObjectLines.read(
        source,
        "user_id, item_id and timestamp, or Amazon's names of them",
        reader(source, columns, rows, missing));
  }

  /** The same from an Avro file, whatever it is called. */
  static void readAvro(
      String file, ColumnNames columns, Consumer<RawInteraction> rows, Runnable missing) {
    SourceFile source = new SourceFile(file);
    AvroObjects.read(source, reader(source, columns, rows, missing));
  }

  private static ObjectLines.ObjectReader reader(
      SourceFile source, ColumnNames columns, Consumer<RawInteraction> rows, Runnable missing) {
    return (object, number) -> {
      RawInteraction row = row(source, columns.rename(object), number);
      if (row == null) {
        missing.run();
      } else {
        rows.accept(row);
      }
    };
  }

  private static @Nullable RawInteraction row(SourceFile source, JsonNode review, long number) {
    String user = ObjectLines.text(review, "user_id", "reviewerID");
    String item = ObjectLines.text(review, "item_id", "parent_asin", "asin");
    String time = ObjectLines.text(review, "timestamp", "unixReviewTime");
    return user == null || item == null || time == null
        ? null
        : new RawInteraction(user, item, Fields.timestamp(source, time, number), null);
  }
}
