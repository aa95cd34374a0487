package org.ptmrec.clip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;

/**
 * One JSON object of a model folder, read key by key, every complaint naming the file and the key.
 */
final class JsonSettings {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_BYTES = 10_000_000;

  private final Path file;
  private final String prefix;
  private final ObjectNode node;

  private JsonSettings(Path file, String prefix, ObjectNode node) {
    this.file = file;
    this.prefix = prefix;
    this.node = node;
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws UserErrorException if there is no such file or it holds something else
   */
  static JsonSettings read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserErrorException(file + ": too large for a configuration");
      }
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root instanceof ObjectNode object) {
        return new JsonSettings(file, "", object);
      }
      throw new UserErrorException(file + ": not a JSON object");
    } catch (NoSuchFileException e) {
      throw new UserErrorException(file + ": no such file", e);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + reason(e), e);
    }
  }

  /** One line on why a file could not be read. */
  static String reason(IOException e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  /** Whether the key is there with a value other than null. */
  boolean has(String key) {
    return node.hasNonNull(key);
  }

  boolean isObject(String key) {
    return node.path(key).isObject();
  }

  /** The object under a key; an empty one if there is none. */
  JsonSettings object(String key) {
    JsonNode value = value(key);
    if (value == null) {
      return new JsonSettings(file, prefix + key + ".", JSON.createObjectNode());
    }
    if (value instanceof ObjectNode object) {
      return new JsonSettings(file, prefix + key + ".", object);
    }
    throw error(key, "an object");
  }

  /** These settings with those of {@code other} over them. */
  JsonSettings overlaidBy(JsonSettings other) {
    ObjectNode merged = node.deepCopy();
    merged.setAll(other.node);
    return new JsonSettings(file, prefix, merged);
  }

  /** An integer from {@code min} to {@code max}. */
  int integer(String key, int missing, int min, int max) {
    JsonNode value = value(key);
    if (value == null) {
      return missing;
    }
    if (!value.isIntegralNumber() || value.longValue() < min || value.longValue() > max) {
      throw error(key, "an integer from " + min + " to " + max);
    }
    return value.intValue();
  }

  /** A finite number greater than 0. */
  double positive(String key, double missing) {
    JsonNode value = value(key);
    if (value == null) {
      return missing;
    }
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw error(key, "a number greater than 0");
    }
    return value.doubleValue();
  }

  /** A list of three numbers, one a colour channel. */
  float[] triple(String key) {
    JsonNode value = value(key);
    if (value == null || !value.isArray() || value.size() != 3) {
      throw error(key, "three numbers");
    }
    float[] numbers = new float[3];
    for (int i = 0; i < 3; i++) {
      if (!value.get(i).isNumber()) {
        throw error(key, "three numbers");
      }
      numbers[i] = (float) value.get(i).doubleValue();
    }
    return numbers;
  }

  String text(String key, String missing) {
    JsonNode value = value(key);
    if (value == null) {
      return missing;
    }
    if (!value.isTextual()) {
      throw error(key, "a string");
    }
    return value.textValue();
  }

  boolean flag(String key, boolean missing) {
    JsonNode value = value(key);
    if (value == null) {
      return missing;
    }
    if (!value.isBoolean()) {
      throw error(key, "true or false");
    }
    return value.booleanValue();
  }

  /** The complaint that a key's value is not as expected. */
  UserErrorException error(String key, String expected) {
    JsonNode value = node.get(key);
    return new UserErrorException(
        "%s: '%s%s' is %s, expected %s"
            .formatted(file, prefix, key, value == null ? "missing" : shortened(value), expected));
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private @Nullable JsonNode value(String key) {
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }
}
