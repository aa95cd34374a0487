package org.ptmrec.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.User;

/** Applies the rules of the dataset to what the readers found; everything in memory. */
final class DatasetBuilder {
  private final List<RawInteraction> rows = new ArrayList<>();
  private final Set<RawInteraction> seen = new HashSet<>();
  private final Map<String, Long> counts = new TreeMap<>();

  /** The finished dataset. */
  record Dataset(
      List<Interaction> interactions, List<User> users, Map<String, Integer> itemIndex) {}

  /** Keeps the first of several rows of one user, item and time. */
  void add(RawInteraction row) {
    count("rows read");
    if (seen.add(row)) {
      rows.add(row);
    } else {
      count("duplicate rows dropped");
    }
  }

  /** A row of a prepared file, where repetition is meant. */
  void addAsGiven(RawInteraction row) {
    count("rows read");
    rows.add(row);
  }

  void addMissing() {
    count("rows read");
    count("rows without user, item or time dropped");
  }

  private void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** What was counted on the way, by name. */
  Map<String, Long> counts() {
    return counts;
  }

  /**
   * Ids as in the file, its own splits, no k-core: MMRec's prepared files.
   *
   * @throws UserErrorException if there is no row, or the ids are no indices
   */
  Dataset asGiven() {
    if (rows.isEmpty()) {
      throw new UserErrorException("the interactions file has a header and no interactions");
    }
    Map<String, Integer> userIndex = identity("userID", RawInteraction::userId);
    Map<String, Integer> itemIndex = identity("itemID", RawInteraction::itemId);
    Split[] splits = rows.stream().map(RawInteraction::split).toArray(Split[]::new);
    return dataset(rows, splits, userIndex, itemIndex);
  }

  /** Everything from 0 to the largest id; few may be missing, or these are keys of another kind. */
  private Map<String, Integer> identity(String column, Function<RawInteraction, String> id) {
    int size = 1 + rows.stream().mapToInt(row -> Integer.parseInt(id.apply(row))).max().orElse(-1);
    long used = rows.stream().map(id).distinct().count();
    if (size > 1000 + 10 * used) {
      throw new UserErrorException(
          String.format(
              "the largest %s of the .inter file is %d, but only %d are used: indices from 0 are"
                  + " expected; read files with other keys as csv",
              column, size - 1, used));
    }
    Map<String, Integer> index = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      index.put(String.valueOf(i), i);
    }
    return index;
  }

  /**
   * k-core, ids by first appearance, splits.
   *
   * @throws UserErrorException if nothing survives
   */
  Dataset build(int k, Splitter splitter) {
    List<RawInteraction> kept = KCore.of(rows, k);
    if (kept.isEmpty()) {
      throw new UserErrorException(
          "no interactions are left of "
              + rows.size()
              + " after the "
              + k
              + "-core: give the stage ingest a smaller kCore or more interactions");
    }
    counts.put("rows outside the k-core dropped", (long) rows.size() - kept.size());
    Map<String, Integer> userIndex = new LinkedHashMap<>();
    Map<String, Integer> itemIndex = new LinkedHashMap<>();
    for (RawInteraction row : kept) {
      userIndex.putIfAbsent(row.userId(), userIndex.size());
      itemIndex.putIfAbsent(row.itemId(), itemIndex.size());
    }
    return dataset(kept, splitter.assign(kept), userIndex, itemIndex);
  }

  /**
   * Held-out rows of users without a training row are dropped: there is nothing to rank them by.
   */
  private Dataset dataset(
      List<RawInteraction> kept,
      Split[] splits,
      Map<String, Integer> userIndex,
      Map<String, Integer> itemIndex) {
    Set<String> trained = new HashSet<>();
    for (int row = 0; row < splits.length; row++) {
      if (splits[row] == Split.TRAIN) {
        trained.add(kept.get(row).userId());
      }
    }
    List<Interaction> interactions = new ArrayList<>();
    for (int row = 0; row < splits.length; row++) {
      RawInteraction raw = kept.get(row);
      if (trained.contains(raw.userId())) {
        interactions.add(
            new Interaction(
                index(userIndex, raw.userId()),
                index(itemIndex, raw.itemId()),
                splits[row],
                raw.timestamp()));
      } else {
        count("held-out rows of users without training rows dropped");
      }
    }
    List<User> users = new ArrayList<>();
    userIndex.forEach((id, index) -> users.add(new User(index, id)));
    counts.put("interactions", (long) interactions.size());
    return new Dataset(interactions, users, itemIndex);
  }

  private static int index(Map<String, Integer> byId, String id) {
    Integer index = byId.get(id);
    if (index == null) {
      throw new IllegalStateException("no index for " + id);
    }
    return index;
  }

  /** One record for every item of the interactions; one without metadata has a blank text. */
  List<Item> items(Map<String, Integer> itemIndex, Map<String, RawItem> metadata) {
    List<Item> items = new ArrayList<>();
    itemIndex.forEach(
        (id, index) -> {
          RawItem raw =
              metadata.getOrDefault(id, new RawItem(id, null, null, List.of(), null, null));
          countMissing(raw, metadata.containsKey(id));
          items.add(
              Item.newBuilder()
                  .setItem(index)
                  .setItemId(id)
                  .setText(ItemText.of(raw))
                  .setTitle(raw.title() == null ? "" : raw.title())
                  .setImageUrl(raw.image())
                  .build());
        });
    return items;
  }

  private void countMissing(RawItem item, boolean known) {
    Map<String, Boolean> missing = new HashMap<>();
    missing.put("items without metadata", !known);
    missing.put("items without title", item.title() == null);
    missing.put("items without description", item.description() == null);
    missing.put("items without image", item.image() == null);
    missing.forEach(
        (what, isMissing) -> {
          if (isMissing) {
            count(what);
          }
        });
  }
}
