package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;

/** Records of an Avro container file as objects: whatever their schema, each with its number. */
final class AvroObjects {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 50;

  private AvroObjects() {}

  /**
   * @throws UserErrorException naming the file, and the record where one is at fault
   */
  static void read(SourceFile source, ObjectLines.ObjectReader reader) {
    try (InputStream whole = source.openBytes()) {
      AvroEnvelope.check(whole);
    } catch (IOException e) {
      throw damaged(source, 0, e);
    }
    long number = 0;
    try (InputStream bytes = source.openBytes();
        DataFileStream<GenericRecord> records = open(bytes)) {
      for (JsonNode object = next(records); object != null; object = next(records)) {
        number++;
        reader.accept(object, number);
      }
    } catch (IOException e) {
      throw damaged(source, number, e);
    }
    if (number == 0) {
      throw new UserErrorException(source + ": no records");
    }
  }

  private static DataFileStream<GenericRecord> open(InputStream bytes) throws IOException {
    try {
      return new DataFileStream<>(bytes, new GenericDatumReader<>());
    } catch (RuntimeException e) {
      throw new IOException(e); // the library meets damaged schemas with all sorts of exceptions
    }
  }

  /** Null after the last one. */
  private static @Nullable JsonNode next(DataFileStream<GenericRecord> records) throws IOException {
    try {
      return records.hasNext() ? node(records.next(), 0) : null;
    } catch (RuntimeException e) {
      throw new IOException(e); // and damaged records
    }
  }

  private static UserErrorException damaged(SourceFile source, long number, Exception e) {
    return new UserErrorException(
        source + ": not a whole Avro file after record " + number + ": " + e.getMessage(), e);
  }

  private static JsonNode node(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      throw new AvroRuntimeException("nested deeper than " + DEEPEST);
    }
    if (value instanceof IndexedRecord record) {
      ObjectNode object = NODES.objectNode();
      record
          .getSchema()
          .getFields()
          .forEach(field -> object.set(field.name(), node(record.get(field.pos()), depth + 1)));
      return object;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, inside) -> object.set(String.valueOf(key), node(inside, depth + 1)));
      return object;
    }
    if (value instanceof Iterable<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(inside -> array.add(node(inside, depth + 1)));
      return array;
    }
    return scalar(value);
  }

  private static JsonNode scalar(@Nullable Object value) {
    if (value == null || value instanceof ByteBuffer) {
      return NODES.nullNode(); // nothing that is read here is made of bytes
    }
    if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.doubleValue());
    }
    return value instanceof Boolean flag
        ? NODES.booleanNode(flag)
        : NODES.textNode(value.toString());
  }
}
