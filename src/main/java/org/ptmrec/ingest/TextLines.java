package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Texts of new items, one object a line: either {@code {"item_id": …, "text": …}}, or an item as in
 * the items file of a pipeline, whose text is made of the same fields in the same order.
 */
public final class TextLines {
  private TextLines() {}

  /**
   * A text and whose it is.
   *
   * @param itemId the item's key; the line's number where the line has none
   */
  public record Line(String itemId, String text) {}

  /**
   * Visits every line.
   *
   * @param file on any of Beam's file systems; gzipped where its name says so
   * @param parts what the text of an item without {@code text} is made of
   * @throws org.ptmrec.artifact.UserErrorException naming file and line
   */
  public static void read(String file, List<ItemText.Part> parts, Consumer<Line> lines) {
    SourceFile source = new SourceFile(file);
    Map<String, Long> lineOf = new HashMap<>();
    ObjectLines.read(
        source,
        "text, or item_id, title, …",
        (object, number) -> {
          RawItem item = ObjectItems.item(object, Long.toString(number));
          String text = object.hasNonNull("text") ? text(source, object, number) : null;
          String composed = text == null ? ItemText.of(item, parts) : text;
          if (composed.isBlank()) {
            throw source.malformed(
                number,
                "nothing to embed",
                "text, or one of title, brand, categories, description");
          }
          Long before = lineOf.putIfAbsent(item.itemId(), number);
          if (before != null) {
            throw source.malformed(
                number,
                "the item " + Fields.excerpt(item.itemId()) + " of line " + before + " again",
                "every item once");
          }
          lines.accept(new Line(item.itemId(), composed));
        });
  }

  private static String text(SourceFile source, JsonNode object, long number) {
    JsonNode text = object.get("text");
    if (!text.isTextual()) {
      throw source.malformed(number, "text " + Fields.excerpt(text.toString()), "a string");
    }
    return text.asText();
  }
}
