package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Lines of CSV or TSV under a header as objects of texts. */
final class DelimitedObjects {
  private DelimitedObjects() {}

  static void read(SourceFile source, ObjectLines.ObjectReader reader) {
    DelimitedLine lines = DelimitedLine.of(source);
    List<String> header = new ArrayList<>();
    source.forEachLine(
        (line, number) -> {
          List<String> fields = lines.fields(line, number);
          if (header.isEmpty()) {
            header.addAll(fields);
          } else if (!line.isBlank()) {
            if (fields.size() != header.size()) {
              throw source.malformed(
                  number,
                  fields.size() + " fields",
                  header.size() + ": " + Fields.excerpt(String.join(",", header)));
            }
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < fields.size(); i++) {
              object.put(header.get(i), fields.get(i));
            }
            reader.accept(object, number);
          }
        });
  }
}
