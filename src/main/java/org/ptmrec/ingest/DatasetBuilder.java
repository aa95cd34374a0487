package org.ptmrec.ingest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.User;

/**
 * Applies the rules of the dataset to what the readers found. The rows are on disk; in memory are
 * the items' keys, 8 bytes a user, and what one file of {@link RatingSpool} holds.
 */
final class DatasetBuilder implements AutoCloseable {
  private final RatingSpool spool;
  private final Map<String, Long> counts = new TreeMap<>();

  /**
   * @param partitions temporary files; more of them need less memory
   */
  DatasetBuilder(int partitions) {
    spool = new RatingSpool(partitions);
  }

  void add(RawInteraction row) {
    count("rows read", 1);
    spool.add(row);
  }

  void addMissing() {
    count("rows read", 1);
    count("rows without user, item or time dropped", 1);
  }

  private void count(String what, long n) {
    counts.merge(what, n, Long::sum);
  }

  /** What was counted on the way, by name. */
  Map<String, Long> counts() {
    return counts;
  }

  /** Where the finished dataset goes, one record at a time, in no particular order. */
  interface Output {
    void interaction(Interaction interaction);

    void user(User user);
  }

  /**
   * Ids as in the file, its own splits, no k-core, repetitions kept: MMRec's prepared files.
   *
   * @return the index of every item's key
   * @throws UserErrorException if there is no row, or the ids are no indices
   */
  Map<String, Integer> asGiven(Output out) {
    if (spool.rows() == 0) {
      throw new UserErrorException("the interactions file has a header and no interactions");
    }
    spool.group(false);
    int[] lastUser = {-1};
    long[] users = new long[1];
    spool.forEach(
        user -> {
          lastUser[0] = Math.max(lastUser[0], Integer.parseInt(user.userId()));
          users[0]++;
        });
    int lastItem = spool.itemIds().stream().mapToInt(Integer::parseInt).max().orElse(-1);
    checkDense("userID", lastUser[0], users[0]);
    checkDense("itemID", lastItem, spool.itemIds().size());
    for (int user = 0; user <= lastUser[0]; user++) {
      out.user(new User(user, String.valueOf(user)));
    }
    spool.forEach(
        user ->
            output(
                user,
                Integer.parseInt(user.userId()),
                user.rows().stream().map(UserRows.Row::split).toArray(Split[]::new),
                item -> Integer.parseInt(spool.itemIds().get(item)),
                out));
    Map<String, Integer> itemIndex = new HashMap<>();
    for (int item = 0; item <= lastItem; item++) {
      itemIndex.put(String.valueOf(item), item);
    }
    return itemIndex;
  }

  /** Everything from 0 to the largest id; few may be missing, or these are keys of another kind. */
  private static void checkDense(String column, int last, long used) {
    if (last >= 1000 + 10 * used) {
      throw new UserErrorException(
          String.format(
              "the largest %s of the .inter file is %d, but only %d are used: indices from 0 are"
                  + " expected; read files with other keys as csv",
              column, last, used));
    }
  }

  /**
   * Duplicates dropped, k-core, ids by first appearance among what is left, splits.
   *
   * @return the index of every surviving item's key
   * @throws UserErrorException if nothing survives
   */
  Map<String, Integer> build(int k, Splitter splitter, Output out) {
    long duplicates = spool.group(true);
    long dropped = KCore.apply(spool, k);
    long left = spool.rows() - duplicates - dropped;
    if (left == 0) {
      throw new UserErrorException(
          "no interactions are left of "
              + (spool.rows() - duplicates)
              + " after the "
              + k
              + "-core: give the stage ingest a smaller kCore or more interactions");
    }
    count("duplicate rows dropped", duplicates);
    count("rows outside the k-core dropped", dropped);
    Appearance users = Appearance.ofUsers(spool);
    long[] itemFirsts = Appearance.firstsOfItems(spool);
    Appearance items = new Appearance(LongStream.of(itemFirsts));
    Function<UserRows, Split[]> splits = splits(splitter, left);
    spool.forEach(
        user -> {
          int index = users.indexOf(user.rows().get(0).position());
          out.user(new User(index, user.userId()));
          output(user, index, splits.apply(user), item -> items.indexOf(itemFirsts[item]), out);
        });
    Map<String, Integer> itemIndex = new HashMap<>();
    for (int item = 0; item < itemFirsts.length; item++) {
      if (itemFirsts[item] != Appearance.NEVER) {
        itemIndex.put(spool.itemIds().get(item), items.indexOf(itemFirsts[item]));
      }
    }
    return itemIndex;
  }

  private Function<UserRows, Split[]> splits(Splitter splitter, long rows) {
    if (splitter.kind() != Splitter.Kind.GLOBAL_TIME) {
      return user -> splitter.ofUser(user.userId(), user.timestamps());
    }
    Splitter.Cuts cuts =
        splitter.cuts(
            each -> spool.forEach(user -> user.rows().forEach(row -> each.accept(row.timestamp()))),
            rows);
    return user -> LongStream.of(user.timestamps()).mapToObj(cuts::at).toArray(Split[]::new);
  }

  /**
   * Held-out rows of users without a training row are dropped: there is nothing to rank them by.
   */
  private void output(
      UserRows user, int index, Split[] splits, IntUnaryOperator itemIndex, Output out) {
    if (!Arrays.asList(splits).contains(Split.TRAIN)) {
      count("held-out rows of users without training rows dropped", splits.length);
      return;
    }
    count("interactions", splits.length);
    for (int i = 0; i < splits.length; i++) {
      UserRows.Row row = user.rows().get(i);
      out.interaction(
          new Interaction(index, itemIndex.applyAsInt(row.item()), splits[i], row.timestamp()));
    }
  }

  @Override
  public void close() {
    spool.close();
  }
}
