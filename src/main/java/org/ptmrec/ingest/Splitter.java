package org.ptmrec.ingest;

import static com.google.common.base.Preconditions.checkArgument;

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

  /** 0.1 + 0.2 of ten rows are three rows. */
  private static final double ROUNDING = 1e-9;

  public Splitter {
    checkArgument(valid >= 0 && valid < 1, "valid %s, a share from 0 to below 1 is needed", valid);
    checkArgument(test >= 0 && test < 1, "test %s, a share from 0 to below 1 is needed", test);
    checkArgument(valid + test < 1, "valid %s and test %s leave nothing to train on", valid, test);
  }

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
      cutByTime(rows, splits);
      return splits;
    }
    Map<String, List<Integer>> byUser = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      byUser.computeIfAbsent(rows.get(row).userId(), user -> new ArrayList<>()).add(row);
    }
    byUser.forEach(
        (user, own) ->
            cutUser(kind == Kind.RANDOM ? shuffled(user, own) : byTime(rows, own), splits));
    return splits;
  }

  /** Decided by the seed, the user and the user's own rows alone, whoever else is in the file. */
  private List<Integer> shuffled(String user, List<Integer> own) {
    int[] order = own.stream().mapToInt(Integer::intValue).toArray();
    RandomStream.ofSeed(seed).split(user).shuffle(order);
    return IntStream.of(order).boxed().toList();
  }

  private static List<Integer> byTime(List<RawInteraction> rows, List<Integer> own) {
    return own.stream().sorted(Comparator.comparingLong(row -> rows.get(row).timestamp())).toList();
  }

  /** Train, then validation, then test. */
  private void cutUser(List<Integer> ordered, Split[] splits) {
    int n = ordered.size();
    int validRows = validRows(n);
    int testRows = heldOut(n) - validRows;
    if (n < FEW) {
      testRows = test > 0 && n > 1 ? 1 : 0;
      validRows = valid > 0 && n > 1 + testRows ? 1 : 0;
    }
    for (int i = 0; i < n; i++) {
      splits[ordered.get(i)] =
          i < n - validRows - testRows ? Split.TRAIN : i < n - testRows ? Split.VALID : Split.TEST;
    }
  }

  /** The cuts are points in time: rows of one moment are never told apart. */
  private void cutByTime(List<RawInteraction> rows, Split[] splits) {
    long[] times = rows.stream().mapToLong(RawInteraction::timestamp).sorted().toArray();
    int n = times.length;
    int held = heldOut(n);
    int tested = held - validRows(n);
    for (int row = 0; row < n; row++) {
      long time = rows.get(row).timestamp();
      splits[row] =
          tested > 0 && time >= times[n - tested]
              ? Split.TEST
              : held > 0 && time >= times[n - held] ? Split.VALID : Split.TRAIN;
    }
  }

  private int heldOut(int rows) {
    return (int) Math.floor((valid + test) * rows + ROUNDING);
  }

  /** The odd one is tested. */
  private int validRows(int rows) {
    return valid == 0 ? 0 : (int) Math.floor(heldOut(rows) * valid / (valid + test) + ROUNDING);
  }
}
