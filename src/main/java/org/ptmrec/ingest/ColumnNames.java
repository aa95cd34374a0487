package org.ptmrec.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How somebody else's file calls what this program calls {@code user_id}, {@code item_id} and so
 * on.
 *
 * @param byName the file's name for each of ours that it calls otherwise
 */
public record ColumnNames(TreeMap<String, String> byName) implements Serializable {
  /** The names that are understood without being told. */
  public static final ColumnNames USUAL = new ColumnNames(new TreeMap<>());

  public static ColumnNames of(Map<String, String> byName) {
    return new ColumnNames(new TreeMap<>(byName));
  }

  /** The object with our names beside the file's. */
  JsonNode rename(JsonNode object) {
    if (byName.isEmpty() || !object.isObject()) {
      return object;
    }
    ObjectNode renamed = ((ObjectNode) object).deepCopy();
    byName.forEach(
        (ours, theirs) -> {
          JsonNode value = object.path(theirs);
          if (value.isMissingNode()) {
            renamed.remove(ours);
          } else {
            renamed.set(ours, value);
          }
        });
    return renamed;
  }

  /**
   * A header in lower case, with our names in place of the file's.
   *
   * @param header as in the file
   */
  List<String> rename(List<String> header) {
    Map<String, String> ours = new TreeMap<>();
    byName.forEach((our, their) -> ours.put(their.toLowerCase(Locale.ROOT), our));
    return header.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        // A column of our name that is not the one meant must not be taken for it.
        .map(name -> ours.getOrDefault(name, byName.containsKey(name) ? "" : name))
        .toList();
  }

  /** For messages; empty if nothing is renamed. */
  String explanation() {
    return byName.isEmpty() ? "" : " under the names given, " + byName.values();
  }
}
