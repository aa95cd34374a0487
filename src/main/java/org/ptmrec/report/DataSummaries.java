package org.ptmrec.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.Split;

/** Counts what was learnt from. */
final class DataSummaries {
  private int users;
  private int items;
  private int withoutTitle;
  private int withoutImageAddress;
  private int cutTexts;
  private final long[] perSplit = new long[Split.values().length];
  private final Map<Integer, Integer> perUser = new HashMap<>();
  private final Map<Integer, Integer> perItem = new HashMap<>();
  private final Set<Integer> withImage = new HashSet<>();
  private final Set<String> images = new HashSet<>();

  private DataSummaries() {}

  static DataSummary of(ReportInput input) {
    DataSummaries counts = new DataSummaries();
    input.users().forEach(user -> counts.users++);
    input.items().forEach(counts::add);
    input.interactions().forEach(counts::add);
    input
        .itemImages()
        .forEach(
            image -> {
              counts.withImage.add(image.getItem());
              counts.images.add(image.getDigest());
            });
    input.texts().forEach(text -> counts.cutTexts += text.getDropped() > 0 ? 1 : 0);
    return counts.summary();
  }

  private void add(Item item) {
    items++;
    withoutTitle += item.getTitle().isBlank() ? 1 : 0;
    withoutImageAddress += item.getImageUrl() == null ? 1 : 0;
  }

  private void add(Interaction interaction) {
    perSplit[interaction.getSplit().ordinal()]++;
    perUser.merge(interaction.getUser(), 1, Integer::sum);
    perItem.merge(interaction.getItem(), 1, Integer::sum);
  }

  private DataSummary summary() {
    return new DataSummary(
        users,
        items,
        perSplit[Split.TRAIN.ordinal()],
        perSplit[Split.VALID.ordinal()],
        perSplit[Split.TEST.ordinal()],
        range(perUser),
        range(perItem),
        withoutTitle,
        withoutImageAddress,
        withImage.size(),
        images.size(),
        cutTexts);
  }

  private static DataSummary.Range range(Map<Integer, Integer> counts) {
    if (counts.isEmpty()) {
      return new DataSummary.Range(0, 0, 0);
    }
    int[] sorted = counts.values().stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(sorted);
    return new DataSummary.Range(
        sorted[0], sorted[(sorted.length - 1) / 2], sorted[sorted.length - 1]);
  }
}
