package org.ptmrec.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ptmrec.schema.Split;

/**
 * MMRec's {@code .inter}: tab-separated under a header with {@code userID}, {@code itemID} and
 * {@code x_label} (0 train, 1 validation, 2 test), whose split is taken as it is.
 */
final class InterInteractions {
  private static final Split[] BY_LABEL = {Split.TRAIN, Split.VALID, Split.TEST};

  private InterInteractions() {}

  static void read(String file, Consumer<RawInteraction> rows) {
    SourceFile source = new SourceFile(file);
    List<String> header = new ArrayList<>();
    source.forEachLine(
        (line, number) -> {
          String[] fields = line.split("\t", -1);
          if (number == 1) {
            header.addAll(Arrays.asList(fields));
            if (!header.containsAll(List.of("userID", "itemID", "x_label"))) {
              throw source.malformed(
                  1,
                  "'" + Fields.excerpt(line) + "'",
                  "a tab-separated header with userID, itemID and x_label");
            }
          } else if (!line.isBlank()) {
            if (fields.length != header.size()) {
              throw source.malformed(
                  number, fields.length + " fields", header.size() + " as in the header");
            }
            rows.accept(interaction(source, header, fields, number));
          }
        });
  }

  private static RawInteraction interaction(
      SourceFile source, List<String> header, String[] fields, long number) {
    String label = fields[header.indexOf("x_label")];
    if (!label.matches("[012]")) {
      throw source.malformed(
          number,
          "x_label '" + Fields.excerpt(label) + "'",
          "0 (train), 1 (validation) or 2 (test)");
    }
    int time = header.indexOf("timestamp");
    return new RawInteraction(
        index(source, fields[header.indexOf("userID")], number),
        index(source, fields[header.indexOf("itemID")], number),
        time < 0 ? 0 : Fields.timestamp(source, fields[time], number),
        BY_LABEL[label.charAt(0) - '0']);
  }

  private static String index(SourceFile source, String text, long number) {
    if (!text.matches("[0-9]{1,9}")) {
      throw source.malformed(number, "the id '" + Fields.excerpt(text) + "'", "an index from 0");
    }
    return String.valueOf(Integer.parseInt(text));
  }
}
