package org.ptmrec.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of an item: by default title, brand, every name of the first category path, description,
 * each after a blank, as MMRec joins them; the title first, so that truncation drops the end of the
 * description.
 */
public final class ItemText {
  /** All there is, in MMRec's order. */
  static final List<Part> ALL = List.of(Part.values());

  private ItemText() {}

  /** What a text is made of. */
  public enum Part {
    TITLE,
    BRAND,
    CATEGORIES,
    DESCRIPTION
  }

  /** A missing field becomes a blank; line ends become blanks. */
  static String of(RawItem item, List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case TITLE -> text.append(orBlank(item.title())).append(' ');
        case BRAND -> text.append(orBlank(item.brand())).append(' ');
        case CATEGORIES -> item.categories().forEach(name -> text.append(name).append(' '));
        case DESCRIPTION -> text.append(orBlank(item.description())).append(' ');
      }
    }
    text.setLength(Math.max(0, text.length() - 1));
    return text.toString().replaceAll("\\R", " ");
  }

  private static String orBlank(@Nullable String field) {
    return field == null ? " " : field;
  }
}
