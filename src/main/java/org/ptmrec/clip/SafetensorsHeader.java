package org.ptmrec.clip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;

/**
 * What a safetensors file says it holds, every statement checked: nothing behind a header is
 * touched before its element types are known, its shapes fit its byte ranges, and the ranges cover
 * the data without a gap or an overlap.
 */
record SafetensorsHeader(
    ImmutableMap<String, String> metadata, ImmutableMap<String, Entry> entries) {
  private static final String METADATA = "__metadata__";
  private static final int MAX_RANK = 8;

  /**
   * One tensor.
   *
   * @param begin first byte, counted from the end of the header
   * @param end byte after the last
   */
  record Entry(ElementType type, ImmutableLongArray shape, long begin, long end) {
    long elements() {
      return (end - begin) / type.bytes();
    }
  }

  /**
   * Reads and checks the JSON text of a header.
   *
   * @param file for messages
   * @param dataBytes how many bytes follow the header
   * @throws UserErrorException naming the file and the tensor
   */
  static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(json)) {
      SafetensorsHeader header = new Parser(file, parser).parse();
      header.checkCoverage(file, dataBytes);
      return header;
    } catch (IOException e) {
      throw new UserErrorException(
          file + ": the safetensors header is not valid JSON: " + JsonSettings.reason(e), e);
    }
  }

  private void checkCoverage(Path file, long dataBytes) {
    List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(entries.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long covered = 0;
    for (Map.Entry<String, Entry> named : inOrder) {
      Entry entry = named.getValue();
      if (entry.end() > dataBytes) {
        throw error(
            file,
            named.getKey(),
            "ends at byte %d of the data, but the file has only %d (truncated?)"
                .formatted(entry.end(), dataBytes));
      }
      if (entry.begin() != covered) {
        throw error(
            file,
            named.getKey(),
            "begins at byte %d of the data where %d is expected (%s)"
                .formatted(
                    entry.begin(), covered, entry.begin() < covered ? "overlap" : "unused gap"));
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new UserErrorException(
          "%s: %d bytes after the last tensor belong to none".formatted(file, dataBytes - covered));
    }
  }

  private static UserErrorException error(Path file, String tensor, String problem) {
    return new UserErrorException("%s: tensor '%s' %s".formatted(file, tensor, problem));
  }

  /** Reads token by token: a hostile header must not grow into a tree many times its size. */
  private record Parser(Path file, JsonParser json) {

    SafetensorsHeader parse() throws IOException {
      Map<String, String> metadata = new LinkedHashMap<>();
      Map<String, Entry> entries = new LinkedHashMap<>();
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UserErrorException(file + ": the safetensors header is not a JSON object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (name.equals(METADATA)) {
          readMetadata(metadata);
        } else {
          entries.put(name, readEntry(name));
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new UserErrorException(file + ": the safetensors header is more than one object");
      }
      return new SafetensorsHeader(ImmutableMap.copyOf(metadata), ImmutableMap.copyOf(entries));
    }

    private void readMetadata(Map<String, String> metadata) throws IOException {
      require(json.nextToken() == JsonToken.START_OBJECT, METADATA, "is not an object");
      for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
        require(json.nextToken() == JsonToken.VALUE_STRING, METADATA, "has a non-string value");
        metadata.put(key, json.getText());
      }
    }

    private Entry readEntry(String name) throws IOException {
      ElementType type = null;
      ImmutableLongArray shape = null;
      ImmutableLongArray offsets = null;
      require(json.nextToken() == JsonToken.START_OBJECT, name, "is not described by an object");
      for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
        json.nextToken();
        switch (key) {
          case "dtype" -> type = readType(name);
          case "shape" -> shape = readLongs(name, "shape");
          case "data_offsets" -> offsets = readLongs(name, "data_offsets");
          default -> throw error(file, name, "has an unknown key '" + key + "'");
        }
      }
      return checked(name, type, shape, offsets);
    }

    private ElementType readType(String name) throws IOException {
      String text = json.getText();
      return ElementType.named(text)
          .orElseThrow(() -> error(file, name, "has the unknown dtype '" + text + "'"));
    }

    private ImmutableLongArray readLongs(String name, String key) throws IOException {
      ImmutableLongArray.Builder values = ImmutableLongArray.builder();
      require(json.currentToken() == JsonToken.START_ARRAY, name, "has no list as " + key);
      int count = 0;
      while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        require(++count <= MAX_RANK, name, "has more than " + MAX_RANK + " numbers in " + key);
        values.add(json.getLongValue()); // throws what becomes "not valid JSON" when beyond 64 bits
      }
      require(json.currentToken() == JsonToken.END_ARRAY, name, "has a non-integer in " + key);
      ImmutableLongArray result = values.build();
      require(result.stream().allMatch(v -> v >= 0), name, "has a negative number in " + key);
      return result;
    }

    private Entry checked(
        String name,
        @Nullable ElementType type,
        @Nullable ImmutableLongArray shape,
        @Nullable ImmutableLongArray offsets) {
      if (type == null || shape == null || offsets == null || offsets.length() != 2) {
        throw error(file, name, "needs dtype, shape and two data_offsets");
      }
      long bytes = offsets.get(1) - offsets.get(0);
      require(bytes >= 0, name, "ends before it begins");
      long expected;
      try {
        expected = type.bytes();
        for (int i = 0; i < shape.length(); i++) {
          expected = LongMath.checkedMultiply(expected, shape.get(i));
        }
      } catch (ArithmeticException e) {
        throw error(file, name, "has the impossible shape " + shape);
      }
      require(
          bytes == expected,
          name,
          "of shape %s and type %s takes %d bytes, its data_offsets say %d"
              .formatted(shape, type, expected, bytes));
      return new Entry(type, shape, offsets.get(0), offsets.get(1));
    }

    private void require(boolean condition, String tensor, String problem) {
      if (!condition) {
        throw error(file, tensor, problem);
      }
    }
  }
}
