package org.ptmrec.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ptmrec.schema.Item;

/** Titles and pictures of the few items that a report shows. */
final class ItemLookup {
  private final Map<Integer, Item> items = new HashMap<>();
  private final Map<Integer, String> digests = new HashMap<>();

  private ItemLookup() {}

  static ItemLookup of(ReportInput input, Set<Integer> wanted) {
    ItemLookup lookup = new ItemLookup();
    input
        .items()
        .forEach(
            item -> {
              if (wanted.contains(item.getItem())) {
                lookup.items.put(item.getItem(), item);
              }
            });
    input
        .itemImages()
        .forEach(
            image -> {
              if (wanted.contains(image.getItem())) {
                lookup.digests.put(image.getItem(), image.getDigest());
              }
            });
    return lookup;
  }

  ExampleUser.Card card(int id, boolean hit) {
    Item item = items.get(id);
    String itemId = item == null ? "#" + id : item.getItemId();
    String title = item == null || item.getTitle().isBlank() ? itemId : item.getTitle();
    return new ExampleUser.Card(itemId, title, Optional.ofNullable(digests.get(id)), hit);
  }
}
