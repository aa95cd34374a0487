package org.ptmrec.artifact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;

/**
 * Writes an Avro file for every schema that has none in src/test/resources/golden yet, with one
 * record in which every field has a value. What is there stays: it is what an earlier version
 * wrote.
 */
final class GoldenRecords {
  static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final byte[] SYNC_MARKER = "ptmrec golden v1".getBytes(US_ASCII);

  private GoldenRecords() {}

  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(FOLDER);
    for (Class<?> type : types()) {
      Path file = file(type);
      if (!Files.exists(file)) {
        write(SpecificData.get().getSchema(type), file);
      }
    }
  }

  static Path file(Class<?> type) {
    return FOLDER.resolve(type.getSimpleName() + "-v1.avro");
  }

  /** The record class of every file in schemas/. */
  static List<Class<?>> types() throws IOException {
    try (Stream<Path> schemas = Files.list(Path.of("schemas"))) {
      return schemas
          .map(path -> path.getFileName().toString().replace(".avsc", ""))
          .sorted()
          .<Class<?>>map(GoldenRecords::type)
          .toList();
    }
  }

  private static Class<?> type(String file) {
    StringBuilder name = new StringBuilder("org.ptmrec.schema.");
    for (String word : file.split("_")) {
      name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    try {
      return Class.forName(name.toString());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("schemas/" + file + ".avsc defines no " + name, e);
    }
  }

  private static void write(Schema schema, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        DataFileWriter<GenericRecord> writer =
            new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, out, SYNC_MARKER);
      writer.append((GenericRecord) value(schema, "record"));
    }
  }

  /** A value that says by itself which field it is of. */
  static Object value(Schema schema, String field) {
    return switch (schema.getType()) {
      case RECORD -> {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(f -> record.put(f.name(), value(f.schema(), f.name())));
        yield record;
      }
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(schema.getEnumSymbols().size() - 1));
      case ARRAY -> List.of(value(schema.getElementType(), field + "[]"));
      case MAP -> Map.of(field + "-key", value(schema.getValueType(), field + "{}"));
      case UNION ->
          value(
              schema.getTypes().stream()
                  .filter(type -> type.getType() != Schema.Type.NULL)
                  .findFirst()
                  .orElseThrow(),
              field);
      case STRING -> field;
      case BYTES -> ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
      case INT -> field.length();
      case LONG -> 1_700_000_000_000L + field.length();
      case FLOAT -> field.length() + 0.5f;
      case DOUBLE -> field.length() + 0.25;
      case BOOLEAN -> true;
      case FIXED, NULL -> throw new IllegalArgumentException(field + " is of type " + schema);
    };
  }
}
