package org.ptmrec.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of objects: one a line, as JSON or as Python prints dictionaries; or, by its name, an Avro
 * file or lines of CSV or TSV under a header.
 */
final class ObjectLines {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Pattern PYTHON = Pattern.compile("\\s*\\{\\s*[uU]?'.*", Pattern.DOTALL);

  private ObjectLines() {}

  /** What takes an object; the number is its line's. */
  interface ObjectReader {
    void accept(JsonNode object, long number);
  }

  static void read(SourceFile source, String expected, ObjectReader reader) {
    if (source.toString().endsWith(".avro")) {
      AvroObjects.read(source, reader);
    } else if (source.toString().matches(".*\\.[ct]sv(\\.gz)?")) {
      DelimitedObjects.read(source, reader);
    } else {
      readLines(source, expected, reader);
    }
  }

  private static void readLines(SourceFile source, String expected, ObjectReader reader) {
    source.forEachLine(
        (line, number) -> {
          if (!line.isBlank()) {
            JsonNode object = PYTHON.matcher(line).matches() ? python(line) : jsonOrPython(line);
            if (object == null || !object.isObject()) {
              throw source.malformed(
                  number, "'" + Fields.excerpt(line) + "'", "a JSON object with " + expected);
            }
            reader.accept(object, number);
          }
        });
  }

  private static @Nullable JsonNode jsonOrPython(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return python(line);
    }
  }

  private static @Nullable JsonNode python(String line) {
    try {
      return PythonLiteral.parse(line);
    } catch (PythonLiteral.PythonSyntaxException e) {
      return null;
    }
  }

  /** The first of these keys that has a value: a text, or a number as text. */
  static @Nullable String text(JsonNode object, String... keys) {
    for (String key : keys) {
      JsonNode value = object.path(key);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        return value.asText();
      }
    }
    return null;
  }
}
