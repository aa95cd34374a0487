package org.ptmrec.ingest;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
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

  /** How rows are ordered before the cut: what comes last is tested. */
  public enum Kind {
    /** Each user's rows, shuffled by seed and user id. */
    RANDOM,
    /** Each user's rows by time. */
    USER_TIME,
    /** All rows by time; the cuts are points in time. */
    GLOBAL_TIME
  }

  /** The split of each row of a user; who else is in the file plays no part. */
  Split[] ofUser(String userId, long[] timestamps) {
    int n = timestamps.length;
    int[] order = IntStream.range(0, n).toArray();
    if (kind == Kind.RANDOM) {
      RandomStream.ofSeed(seed).split(userId).shuffle(order);
    } else {
      order =
          IntStream.of(order)
              .boxed()
              .sorted(Comparator.comparingLong(row -> timestamps[row]))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    long testRows = heldOut(n) - validRows(n);
    long validRows = validRows(n);
    if (n < FEW) {
      testRows = test > 0 && n > 1 ? 1 : 0;
      validRows = valid > 0 && n > 1 + testRows ? 1 : 0;
    }
    Split[] splits = new Split[n];
    for (int i = 0; i < n; i++) {
      splits[order[i]] =
          i < n - validRows - testRows ? Split.TRAIN : i < n - testRows ? Split.VALID : Split.TEST;
    }
    return splits;
  }

  /**
   * Points in time that cut all rows: rows of one moment are never told apart.
   *
   * @param validFrom the first moment that is validated
   * @param testFrom the first moment that is tested
   */
  record Cuts(long validFrom, long testFrom) {
    Split at(long timestamp) {
      return timestamp >= testFrom
          ? Split.TEST
          : timestamp >= validFrom ? Split.VALID : Split.TRAIN;
    }
  }

  /**
   * @param timestamps hands those of all rows to its argument, the same ones every time
   * @param rows how many there are
   */
  Cuts cuts(Consumer<LongConsumer> timestamps, long rows) {
    long held = heldOut(rows);
    long tested = held - validRows(rows);
    long testFrom = tested > 0 ? NthSmallest.of(timestamps, rows - tested) : Long.MAX_VALUE;
    return new Cuts(held > 0 ? NthSmallest.of(timestamps, rows - held) : testFrom, testFrom);
  }

  private long heldOut(long rows) {
    return (long) Math.floor((valid + test) * rows + ROUNDING);
  }

  /** The odd one is tested. */
  private long validRows(long rows) {
    return valid == 0 ? 0 : (long) Math.floor(heldOut(rows) * valid / (valid + test) + ROUNDING);
  }
}
