package org.ptmrec.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.User;

/**
 * The rules of a dataset as they are told, all in memory and slow: what the fast ones must equal.
 */
record NaiveDataset(
    List<Interaction> interactions, List<User> users, Map<String, Integer> itemIndex) {

  static NaiveDataset of(List<RawInteraction> source, int k, Splitter splitter) {
    List<RawInteraction> rows = core(new ArrayList<>(new LinkedHashSet<>(source)), k);
    Map<String, Integer> users = new LinkedHashMap<>();
    Map<String, Integer> items = new LinkedHashMap<>();
    Map<String, List<Integer>> rowsOfUser = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      users.putIfAbsent(rows.get(row).userId(), users.size());
      items.putIfAbsent(rows.get(row).itemId(), items.size());
      rowsOfUser.computeIfAbsent(rows.get(row).userId(), u -> new ArrayList<>()).add(row);
    }
    Split[] splits = new Split[rows.size()];
    if (splitter.kind() == Splitter.Kind.GLOBAL_TIME) {
      cutByTime(rows, splitter, splits);
    } else {
      rowsOfUser.forEach(
          (user, own) -> {
            Split[] ofUser =
                splitter.ofUser(
                    user, own.stream().mapToLong(row -> rows.get(row).timestamp()).toArray());
            for (int i = 0; i < ofUser.length; i++) {
              splits[own.get(i)] = ofUser[i];
            }
          });
    }
    List<Interaction> interactions = new ArrayList<>();
    rowsOfUser.forEach(
        (user, own) -> {
          if (own.stream().anyMatch(row -> splits[row] == Split.TRAIN)) {
            for (int row : own) {
              RawInteraction raw = rows.get(row);
              interactions.add(
                  new Interaction(
                      users.get(user), items.get(raw.itemId()), splits[row], raw.timestamp()));
            }
          }
        });
    List<User> records = new ArrayList<>();
    users.forEach((id, index) -> records.add(new User(index, id)));
    return new NaiveDataset(interactions, records, items);
  }

  private static List<RawInteraction> core(List<RawInteraction> rows, int k) {
    Map<String, Long> users =
        rows.stream().collect(Collectors.groupingBy(RawInteraction::userId, Collectors.counting()));
    Map<String, Long> items =
        rows.stream().collect(Collectors.groupingBy(RawInteraction::itemId, Collectors.counting()));
    List<RawInteraction> kept =
        rows.stream()
            .filter(row -> users.get(row.userId()) >= k && items.get(row.itemId()) >= k)
            .toList();
    return kept.size() == rows.size() ? kept : core(kept, k);
  }

  private static void cutByTime(List<RawInteraction> rows, Splitter splitter, Split[] splits) {
    List<Long> times = rows.stream().map(RawInteraction::timestamp).sorted().toList();
    int n = times.size();
    int held = (int) Math.floor((splitter.valid() + splitter.test()) * n + 1e-9);
    int tested =
        held
            - (int)
                Math.floor(held * splitter.valid() / (splitter.valid() + splitter.test()) + 1e-9);
    for (int row = 0; row < n; row++) {
      long time = rows.get(row).timestamp();
      splits[row] =
          tested > 0 && time >= times.get(n - tested)
              ? Split.TEST
              : held > 0 && time >= times.get(n - held) ? Split.VALID : Split.TRAIN;
    }
  }
}
