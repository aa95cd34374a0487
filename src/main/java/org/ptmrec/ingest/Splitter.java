package org.ptmrec.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ptmrec.schema.Split;
import org.ptmrec.tensor.RandomStream;

/**
 * Which rows are held out.
 *
 * @param kind how rows are ordered before they are cut
 * @param valid share of validation rows
 * @param test share of test rows
 * @param seed of {@link Kind#RANDOM}
 */
public record Splitter(Kind kind, double valid, double test, long seed) implements Serializable {

  /** Below this many rows a user gives one row to validation and one to test. */
  private static final int FEW = 10;

  /** How a user's rows are ordered before the cut: what comes last is tested. */
  public enum Kind {
    /** Shuffled for each user by seed and user id. */
    RANDOM,
    /** By time for each user. */
    USER_TIME,
    /** By time over all users; the cuts are points in time. */
    GLOBAL_TIME
  }

  /** The split of every row, in the order of the rows. */
  Split[] assign(List<RawInteraction> rows) {
    Split[] splits = new Split[rows.size()];
    if (kind == Kind.GLOBAL_TIME) {
      cut(byTime(rows, IntStream.range(0, rows.size()).boxed().toList()), splits, false);
      return splits;
    }
    Map<String, List<Integer>> byUser = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      byUser.computeIfAbsent(rows.get(row).userId(), user -> new ArrayList<>()).add(row);
    }
    byUser.forEach(
        (user, own) ->
            cut(kind == Kind.RANDOM ? shuffled(user, own) : byTime(rows, own), splits, true));
    return splits;
  }

  private List<Integer> shuffled(String user, List<Integer> own) {
    int[] order = own.stream().mapToInt(Integer::intValue).toArray();
    RandomStream.ofSeed(seed).split(user).shuffle(order);
    return IntStream.of(order).boxed().toList();
  }

  private static List<Integer> byTime(List<RawInteraction> rows, List<Integer> own) {
    return own.stream().sorted(Comparator.comparingLong(row -> rows.get(row).timestamp())).toList();
  }

  /** Train, then validation, then test. */
  private void cut(List<Integer> ordered, Split[] splits, boolean ofOneUser) {
    int n = ordered.size();
    int held = (int) Math.floor((valid + test) * n + 1e-9);
    int validRows = (int) Math.floor(held * valid / (valid + test) + 1e-9);
    int testRows = held - validRows;
    if (ofOneUser && n < FEW) {
      validRows = Math.min(1, Math.max(0, n - 2));
      testRows = Math.min(1, Math.max(0, n - 1));
    }
    for (int i = 0; i < n; i++) {
      splits[ordered.get(i)] =
          i < n - validRows - testRows ? Split.TRAIN : i < n - testRows ? Split.VALID : Split.TEST;
    }
  }
}
