package org.ptmrec.ingest;

import org.jspecify.annotations.Nullable;

/**
 * The text of an item: title, brand, every name of the first category path, description, each after
 * a blank, as MMRec joins them; the title first, so that truncation drops the end of the
 * description.
 */
final class ItemText {
  private ItemText() {}

  /** A missing field becomes a blank; line ends become blanks. */
  static String of(RawItem item) {
    StringBuilder text = new StringBuilder();
    text.append(orBlank(item.title())).append(' ').append(orBlank(item.brand())).append(' ');
    item.categories().forEach(name -> text.append(name).append(' '));
    text.append(orBlank(item.description()));
    return text.toString().replaceAll("\\R", " ");
  }

  private static String orBlank(@Nullable String field) {
    return field == null ? " " : field;
  }
}
