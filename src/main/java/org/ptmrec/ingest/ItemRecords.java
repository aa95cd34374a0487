package org.ptmrec.ingest;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ptmrec.artifact.ShownUrl;
import org.ptmrec.schema.Item;

/** One record for every item of the interactions; one without metadata has a blank text. */
final class ItemRecords {
  private final Map<String, Integer> itemIndex;
  private final List<ItemText.Part> textParts;
  private final Consumer<Item> out;
  private final Map<String, Long> counts = new TreeMap<>();
  private final BitSet described = new BitSet();

  /**
   * @param itemIndex of every item's key
   * @param textParts what the items' texts are made of
   */
  ItemRecords(Map<String, Integer> itemIndex, List<ItemText.Part> textParts, Consumer<Item> out) {
    this.itemIndex = itemIndex;
    this.textParts = textParts;
    this.out = out;
  }

  /** The first that is told of an item counts; those that nobody interacted with do not. */
  void add(RawItem raw) {
    Integer index = itemIndex.get(raw.itemId());
    if (index == null) {
      return;
    }
    if (described.get(index)) {
      count("item descriptions repeated", true);
      return;
    }
    described.set(index);
    output(raw, index);
  }

  /** Adds the items of which nothing was told. */
  void finish() {
    itemIndex.forEach(
        (id, index) -> {
          if (!described.get(index)) {
            count("items without metadata", true);
            output(new RawItem(id, null, null, List.of(), null, null), index);
          }
        });
  }

  private void output(RawItem raw, int index) {
    count("items without title", raw.title() == null);
    count("items without description", raw.description() == null);
    count("items without image", raw.image() == null);
    out.accept(
        Item.newBuilder()
            .setItem(index)
            .setItemId(raw.itemId())
            .setText(ItemText.of(raw, textParts))
            .setTitle(raw.title() == null ? "" : raw.title())
            .setImageUrl(raw.image() == null ? null : ShownUrl.masked(raw.image()))
            .build());
  }

  private void count(String what, boolean isSo) {
    counts.merge(what, isSo ? 1L : 0L, Long::sum);
  }

  /** What was counted on the way, by name. */
  Map<String, Long> counts() {
    return counts;
  }
}
