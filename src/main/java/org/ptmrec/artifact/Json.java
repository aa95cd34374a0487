package org.ptmrec.artifact;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import java.io.IOException;
import java.time.Instant;

/** The project's one way of writing and reading JSON: sorted keys, times in ISO 8601. */
public final class Json {
  // With a cache of its own: Jackson's would keep the classes of a job in a worker of a cluster.
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setTypeFactory(TypeFactory.defaultInstance().withCache(new LRUMap<>(16, 200)))
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .registerModule(times());

  private Json() {}

  /** On one line. */
  public static String line(Object value) {
    return write(value, false);
  }

  /** On one line, the keys of maps in the maps' own order. */
  public static String ordered(Object value) {
    try {
      return MAPPER
          .writer()
          .without(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
    }
  }

  /** For people. */
  public static String pretty(Object value) {
    return write(value, true) + "\n";
  }

  /** Equal text for equal values. */
  public static String canonical(Object value) {
    return write(value, false);
  }

  private static String write(Object value, boolean isPretty) {
    try {
      return (isPretty ? MAPPER.writerWithDefaultPrettyPrinter() : MAPPER.writer())
          .writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
    }
  }

  /**
   * @throws IOException if the text is not JSON or not of that shape
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    return MAPPER.readValue(json, type);
  }

  private static SimpleModule times() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(
        Instant.class,
        new JsonSerializer<>() {
          @Override
          public void serialize(Instant time, JsonGenerator out, SerializerProvider context)
              throws IOException {
            out.writeString(time.toString());
          }
        });
    module.addDeserializer(
        Instant.class,
        new JsonDeserializer<>() {
          @Override
          public Instant deserialize(JsonParser in, DeserializationContext context)
              throws IOException {
            return Instant.parse(in.getText());
          }
        });
    return module;
  }
}
