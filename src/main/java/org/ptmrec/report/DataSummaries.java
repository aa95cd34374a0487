package org.ptmrec.report;

import com.google.common.collect.ImmutableSortedMap;
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
  private static final String INGEST = "IngestDataset/";

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
  private final Set<Integer> trainedItems = new HashSet<>();
  private final Map<Integer, Integer> tokens = new HashMap<>();
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
    return counts.summary(source(input.run()));
  }

  /** What the stage ingest counted. */
  private static ImmutableSortedMap<String, Long> source(RunSummary run) {
    ImmutableSortedMap.Builder<String, Long> source = ImmutableSortedMap.naturalOrder();
    run.stages().stream()
        .flatMap(stage -> stage.counters().entrySet().stream())
        .filter(counter -> counter.getKey().startsWith(INGEST))
        .forEach(
            counter -> source.put(counter.getKey().substring(INGEST.length()), counter.getValue()));
    return source.buildOrThrow();
  }

  private void add(Item item) {
    items++;
    withoutTitle += item.getTitle().isBlank() ? 1 : 0;
    titleOnly += item.getText().strip().equals(item.getTitle().strip()) ? 1 : 0;
    withoutImageAddress += item.getImageUrl() == null ? 1 : 0;
  }

  private void add(TokenizedText text) {
    texts++;
    tokens.put(text.getItem(), text.getTokens().size());
    cutTexts += text.getDropped() > 0 ? 1 : 0;
  }

  private void add(Interaction interaction) {
    perSplit[interaction.getSplit().ordinal()]++;
    if (interaction.getSplit() == Split.TRAIN) {
      trainedItems.add(interaction.getItem());
    }
    perUser.merge(interaction.getUser(), 1, Integer::sum);
    perItem.merge(interaction.getItem(), 1, Integer::sum);
  }

  private DataSummary summary(ImmutableSortedMap<String, Long> source) {
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
        items - trainedItems.size(),
        source,
        withImage.size() + failures == 0
            ? Optional.empty()
            : Optional.of(new DataSummary.Images(withImage.size(), digests.size())),
        range(tokens),
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
