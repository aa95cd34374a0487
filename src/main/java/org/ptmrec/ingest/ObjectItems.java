package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Items as one object a line: item_id, title, brand, categories, description, image; or under the
 * names that Amazon's metadata of 2014, 2018 and 2023 has for them.
 */
final class ObjectItems {
  private ObjectItems() {}

  static void read(String file, ColumnNames columns, Consumer<RawItem> items) {
    SourceFile source = new SourceFile(file);
    ObjectLines.read(
        source,
        "item_id, title, …",
        (object, number) -> {
          RawItem item = item(columns.rename(object), "");
          if (item.itemId().isEmpty()) {
            throw source.malformed(
                number,
                "no item_id",
                "the key of the item as text or number" + columns.explanation());
          }
          items.accept(item);
        });
  }

  /**
   * @param missingId the key of an item that has none
   */
  static RawItem item(JsonNode object, String missingId) {
    String itemId = ObjectLines.text(object, "item_id", "parent_asin", "asin");
    return new RawItem(
        itemId == null ? missingId : itemId,
        ObjectLines.text(object, "title"),
        ObjectLines.text(object, "brand", "store"),
        firstPath(object.has("categories") ? object.path("categories") : object.path("category")),
        description(object.path("description")),
        image(object));
  }

  /** A flat list is one path; of a list of paths the first is taken. */
  private static List<String> firstPath(JsonNode categories) {
    if (categories.isTextual()) {
      return categories.asText().isEmpty() ? List.of() : List.of(categories.asText());
    }
    return texts(categories.path(0).isArray() ? categories.path(0) : categories);
  }

  /** Paragraphs are joined by blanks. */
  private static @Nullable String description(JsonNode description) {
    String joined =
        description.isArray() ? String.join(" ", texts(description)) : description.asText("");
    return joined.isEmpty() || description.isNull() ? null : joined;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(
        text -> {
          if (text.isValueNode() && !text.isNull()) {
            texts.add(text.asText());
          }
        });
    return texts;
  }

  /** The first picture, in the size that shops show first. */
  private static @Nullable String image(JsonNode object) {
    for (String key : List.of("image", "imUrl", "imageURLHighRes", "imageURL", "images")) {
      String url = url(object.path(key));
      if (url != null) {
        return url;
      }
    }
    return null;
  }

  private static @Nullable String url(JsonNode value) {
    JsonNode first = value.isArray() ? value.path(0) : value;
    if (first.isObject()) {
      for (String size : List.of("large", "hi_res", "thumb")) {
        String url = url(first.path(size));
        if (url != null) {
          return url;
        }
      }
      return null;
    }
    return first.isTextual() && !first.asText().isEmpty() ? first.asText() : null;
  }
}
