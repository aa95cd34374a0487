package org.ptmrec.ingest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ptmrec.artifact.UserErrorException;

/** MMRec's {@code i_id_mapping.csv}: which index of the {@code .inter} file is which item. */
final class ItemIdMapping {
  private ItemIdMapping() {}

  /**
   * @param file tab-separated under {@code asin} and {@code itemID}
   * @param items how many indices there are; each needs its item
   * @return the index of every item's key
   */
  static Map<String, Integer> read(String file, int items) {
    SourceFile source = new SourceFile(file);
    Map<String, Integer> byKey = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    source.forEachLine(
        (line, number) -> {
          List<String> fields = List.of(line.strip().split("\t", -1));
          if (number == 1) {
            if (!fields.equals(List.of("asin", "itemID"))) {
              throw source.malformed(
                  1, "'" + Fields.excerpt(line) + "'", "the header asin, tab, itemID");
            }
          } else if (!line.isBlank()) {
            if (fields.size() != 2 || !fields.get(1).matches("[0-9]{1,9}")) {
              throw source.malformed(
                  number, "'" + Fields.excerpt(line) + "'", "a key, a tab and an index from 0");
            }
            int index = Integer.parseInt(fields.get(1));
            if (!seen.add(index) || byKey.put(fields.get(0), index) != null) {
              throw source.malformed(
                  number, "'" + Fields.excerpt(line) + "' again", "every key and index once");
            }
          }
        });
    for (int index = 0; index < items; index++) {
      if (!seen.contains(index)) {
        throw new UserErrorException(
            file + ": no key for item " + index + " of the .inter file; the two belong together");
      }
    }
    byKey.values().removeIf(index -> index >= items);
    return byKey;
  }
}
