package org.ptmrec.ingest;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ShownUrl;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Item;

/** One record for every item of the interactions; one without metadata has a blank text. */
final class ItemRecords {
  private final Map<String, Integer> itemIndex;
  private final List<ItemText.Part> textParts;
  private final Consumer<Item> out;
  private final Map<String, Long> counts = new TreeMap<>();
  private final BitSet described = new BitSet();
  private @Nullable String unused;

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
      unused = unused == null ? raw.itemId() : unused;
      return;
    }
    if (described.get(index)) {
      count("item descriptions repeated", true);
      return;
    }
    described.set(index);
    output(raw, index);
  }

  /**
   * Refuses files of different items: all texts would be blank. Where nothing was told at all,
   * nothing is wrong.
   *
   * @param told the file that the items were told from
   * @param keys the file that their keys are from
   * @param remedy what makes the two fit
   * @throws UserErrorException if items were told, and none of them is one of the interactions'
   */
  void checkSomeAreDescribed(String told, String keys, String remedy) {
    if (described.isEmpty() && unused != null) {
      throw new UserErrorException(
          String.format(
              "%s: found items such as '%s', none of which is in %s, expected items such as '%s'"
                  + " from there; %s",
              told,
              Fields.excerpt(unused),
              keys,
              Fields.excerpt(Collections.min(itemIndex.keySet())),
              remedy));
    }
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
