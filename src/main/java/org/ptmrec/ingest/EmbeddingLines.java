package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.KeyedEmbedding;

/** Embeddings of items as {@code ptmrec embed} writes them, one object a line. */
public final class EmbeddingLines {
  private static final String EXPECTED = "item_id and embedding, a list of numbers";

  private EmbeddingLines() {}

  /**
   * @param file on any of Beam's file systems; gzipped where its name says so
   * @throws org.ptmrec.artifact.UserErrorException naming file and line; all embeddings have one
   *     width, and no item has two
   */
  public static List<KeyedEmbedding> read(String file) {
    SourceFile source = new SourceFile(file);
    List<KeyedEmbedding> embeddings = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    ObjectLines.read(
        source,
        EXPECTED,
        (object, number) -> {
          String id = ObjectLines.text(object, "item_id");
          List<Float> embedding = numbers(object.path("embedding"));
          if (id == null || embedding == null) {
            throw source.malformed(number, "'" + Fields.excerpt(object.toString()) + "'", EXPECTED);
          }
          if (!embeddings.isEmpty()
              && embeddings.get(0).getEmbedding().size() != embedding.size()) {
            throw source.malformed(
                number,
                embedding.size() + " numbers",
                embeddings.get(0).getEmbedding().size() + " as in the lines before");
          }
          if (!ids.add(id)) {
            throw source.malformed(number, "'" + Fields.excerpt(id) + "' again", "every item once");
          }
          embeddings.add(new KeyedEmbedding(id, embedding));
        });
    return embeddings;
  }

  /** Null for anything but finite numbers. */
  private static @Nullable List<Float> numbers(JsonNode array) {
    List<Float> numbers = new ArrayList<>(array.size());
    for (JsonNode number : array) {
      if (!number.isNumber() || !Float.isFinite(number.floatValue())) {
        return null;
      }
      numbers.add(number.floatValue());
    }
    return numbers.isEmpty() ? null : numbers;
  }
}
