package org.ptmrec.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Items as one JSON object a line: item_id, title, brand, categories, description, image. */
final class JsonItems {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonItems() {}

  static void read(String file, Consumer<RawItem> items) {
    SourceFile source = new SourceFile(file);
    source.forEachLine(
        (line, number) -> {
          if (!line.isBlank()) {
            items.accept(item(source, parse(source, line, number), number));
          }
        });
  }

  private static JsonNode parse(SourceFile source, String line, long number) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // reported below, like JSON of another kind
    }
    throw source.malformed(
        number, "'" + Fields.excerpt(line) + "'", "a JSON object with item_id, title, …");
  }

  private static RawItem item(SourceFile source, JsonNode node, long number) {
    String itemId = text(node, "item_id");
    if (itemId == null) {
      throw source.malformed(number, "no item_id", "the key of the item as text or number");
    }
    return new RawItem(
        itemId,
        text(node, "title"),
        text(node, "brand"),
        firstPath(node.path("categories")),
        text(node, "description"),
        text(node, "image"));
  }

  private static @Nullable String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
        ? value.asText()
        : null;
  }

  /** A flat list is one path; of a list of paths the first is taken. */
  private static List<String> firstPath(JsonNode categories) {
    JsonNode path = categories.path(0).isArray() ? categories.path(0) : categories;
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.asText()));
    return names;
  }
}
