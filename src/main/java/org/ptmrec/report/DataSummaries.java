package org.ptmrec.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TokenizedText;

/** Counts what was learnt from. */
final class DataSummaries {
  private int users;
  private int items;
  private int withoutTitle;
  private int titleOnly;
  private int withoutImageAddress;
  private int texts;
  private int cutTexts;
  private int failures;
  private final long[] perSplit = new long[Split.values().length];
  private final Map<Integer, Integer> perUser = new HashMap<>();
  private final Map<Integer, Integer> perItem = new HashMap<>();
  private final Set<Integer> withImage = new HashSet<>();
  private final Set<String> digests = new HashSet<>();

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
              counts.digests.add(image.getDigest());
            });
    input.failures().forEach(failure -> counts.failures++);
    input.texts().forEach(counts::add);
    return counts.summary();
  }

  private void add(Item item) {
    items++;
    withoutTitle += item.getTitle().isBlank() ? 1 : 0;
    titleOnly += item.getText().strip().equals(item.getTitle().strip()) ? 1 : 0;
    withoutImageAddress += item.getImageUrl() == null ? 1 : 0;
  }

  private void add(TokenizedText text) {
    texts++;
    cutTexts += text.getDropped() > 0 ? 1 : 0;
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
        titleOnly,
        withoutImageAddress,
        withImage.size() + failures == 0
            ? Optional.empty()
            : Optional.of(new DataSummary.Images(withImage.size(), digests.size())),
        texts == 0 ? OptionalInt.empty() : OptionalInt.of(cutTexts));
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
