package org.ptmrec.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.Split;

/**
 * Picks a few users and looks up what they chose and what they were recommended. Picked by their
 * place among the users, not by how well the recommendations fit. Reads every collection in passes
 * and keeps what concerns these users.
 */
final class ExampleUsers {
  private static final int USERS = 3;
  private static final int HISTORY = 10;
  private static final int LIST = 10;
  private static final int LISTS = 6;

  private final ReportInput input;
  private final Variants variants;
  private final Map<Integer, List<Interaction>> interactions = new HashMap<>();
  private final Map<Integer, Map<Variant, Recommendation>> recommendations = new HashMap<>();
  private final Map<Integer, String> userIds = new HashMap<>();
  private final ItemLookup items;

  ExampleUsers(ReportInput input, Variants variants) {
    this.input = input;
    this.variants = variants;
    List<Integer> users = choose();
    Set<Integer> chosen = new HashSet<>(users);
    input.interactions().forEach(i -> keep(i, chosen));
    input.recommendations().forEach(r -> keep(r, chosen));
    input.users().forEach(user -> keepId(user.getUser(), user.getUserId(), chosen));
    items = lookUpItems();
  }

  /** Equally spaced among those who have test interactions and recommendations. */
  private List<Integer> choose() {
    Set<Integer> served = new HashSet<>();
    input.recommendations().forEach(recommendation -> served.add(recommendation.getUser()));
    Set<Integer> tested = new TreeSet<>();
    input
        .interactions()
        .forEach(
            interaction -> {
              if (interaction.getSplit() == Split.TEST && served.contains(interaction.getUser())) {
                tested.add(interaction.getUser());
              }
            });
    List<Integer> all = new ArrayList<>(tested);
    List<Integer> chosen = new ArrayList<>();
    int count = Math.min(USERS, all.size());
    for (int i = 0; i < count; i++) {
      chosen.add(all.get((int) ((2L * i + 1) * all.size() / (2L * count))));
    }
    chosen.forEach(user -> userIds.put(user, "#" + user));
    return chosen;
  }

  private void keep(Interaction interaction, Set<Integer> chosen) {
    if (chosen.contains(interaction.getUser())) {
      interactions
          .computeIfAbsent(interaction.getUser(), key -> new ArrayList<>())
          .add(interaction);
    }
  }

  /** Of several seeds the least is shown. */
  private void keep(Recommendation recommendation, Set<Integer> chosen) {
    if (chosen.contains(recommendation.getUser())) {
      recommendations
          .computeIfAbsent(recommendation.getUser(), key -> new LinkedHashMap<>())
          .merge(
              variants.of(recommendation.getTrial()),
              recommendation,
              (a, b) -> a.getTrial().getSeed() <= b.getTrial().getSeed() ? a : b);
    }
  }

  private void keepId(int user, String userId, Set<Integer> chosen) {
    if (chosen.contains(user)) {
      userIds.put(user, userId);
    }
  }

  private ItemLookup lookUpItems() {
    Set<Integer> wanted = new HashSet<>();
    interactions.values().stream()
        .flatMap(List::stream)
        .forEach(interaction -> wanted.add(interaction.getItem()));
    recommendations.values().stream()
        .map(Map::values)
        .flatMap(Collection::stream)
        .forEach(list -> wanted.addAll(list.getItems()));
    return ItemLookup.of(input, wanted);
  }

  /** With the lists of the best variants of the table, ordered as its rows are. */
  ImmutableList<ExampleUser> users(MetricTable table) {
    List<Variant> rank = table.strongest(LISTS);
    return userIds.keySet().stream()
        .sorted()
        .map(user -> example(user, rank))
        .collect(ImmutableList.toImmutableList());
  }

  private ExampleUser example(int user, List<Variant> rank) {
    List<Interaction> all = interactions.getOrDefault(user, List.of());
    List<Integer> train = itemsOf(all, Split.TRAIN);
    List<Integer> test = itemsOf(all, Split.TEST);
    Set<Integer> hits = new HashSet<>(test);
    List<ExampleUser.RankedList> lists =
        recommendations.getOrDefault(user, Map.of()).entrySet().stream()
            .filter(entry -> rank.contains(entry.getKey()))
            .sorted(Comparator.comparingInt(entry -> rank.indexOf(entry.getKey())))
            .map(
                entry ->
                    new ExampleUser.RankedList(
                        entry.getKey(), cards(entry.getValue().getItems(), LIST, hits)))
            .toList();
    return new ExampleUser(
        userIds.getOrDefault(user, ""),
        cards(train, HISTORY, Set.of()),
        train.size(),
        cards(test, HISTORY, Set.of()),
        ImmutableList.copyOf(lists));
  }

  /** The latest first. */
  private static List<Integer> itemsOf(List<Interaction> interactions, Split split) {
    return interactions.stream()
        .filter(interaction -> interaction.getSplit() == split)
        .sorted(
            Comparator.comparingLong(Interaction::getTimestamp)
                .reversed()
                .thenComparingInt(Interaction::getItem))
        .map(Interaction::getItem)
        .toList();
  }

  private ImmutableList<ExampleUser.Card> cards(List<Integer> ids, int most, Set<Integer> hits) {
    return ids.stream()
        .limit(most)
        .map(id -> items.card(id, hits.contains(id)))
        .collect(ImmutableList.toImmutableList());
  }
}
