package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.ingest.Splitter.Kind;
import org.ptmrec.schema.Split;

class SplitterTest {
  private static final Splitter RANDOM = new Splitter(Kind.RANDOM, 0.1, 0.1, 999);

  /** Rows of one user; the i-th has time 100 − i, so that time runs against the file. */
  private static List<RawInteraction> rows(String user, int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> new RawInteraction(user, "i" + i, 100 - i, null))
        .toList();
  }

  private static long count(Split[] splits, Split split) {
    return Arrays.stream(splits).filter(s -> s == split).count();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 0",
    "2, 1, 0, 1",
    "3, 1, 1, 1",
    "9, 7, 1, 1",
    "10, 8, 1, 1",
    "14, 12, 1, 1",
    "15, 12, 1, 2", // the odd one of three is tested
    "20, 16, 2, 2",
    "100, 80, 10, 10"
  })
  void assign_userOfNRows_sizesOfThePaper(int n, int train, int valid, int test) {
    for (Kind kind : new Kind[] {Kind.RANDOM, Kind.USER_TIME}) {
      Split[] splits = new Splitter(kind, 0.1, 0.1, 1).assign(rows("u", n));
      assertThat(count(splits, Split.TRAIN)).isEqualTo(train);
      assertThat(count(splits, Split.VALID)).isEqualTo(valid);
      assertThat(count(splits, Split.TEST)).isEqualTo(test);
    }
  }

  @Test
  void assign_noValidationShare_none() {
    Splitter splitter = new Splitter(Kind.RANDOM, 0, 0.25, 1);
    assertThat(count(splitter.assign(rows("u", 5)), Split.VALID)).isEqualTo(0);
    assertThat(count(splitter.assign(rows("u", 5)), Split.TEST)).isEqualTo(1);
    assertThat(count(splitter.assign(rows("u", 40)), Split.VALID)).isEqualTo(0);
    assertThat(count(splitter.assign(rows("u", 40)), Split.TEST)).isEqualTo(10);
  }

  @Test
  void assign_randomAmongOtherUsers_sameForTheUser() {
    Split[] alone = RANDOM.assign(rows("u", 30));
    List<RawInteraction> mixed = new ArrayList<>();
    for (RawInteraction row : rows("u", 30)) {
      mixed.add(new RawInteraction("other", row.itemId(), row.timestamp(), null));
      mixed.add(row);
    }
    Split[] among = RANDOM.assign(mixed);
    for (int i = 0; i < 30; i++) {
      assertThat(among[2 * i + 1]).isEqualTo(alone[i]);
    }
  }

  @Test
  void assign_otherSeedOrUser_otherSplit() {
    Split[] one = RANDOM.assign(rows("u", 60));
    assertThat(RANDOM.assign(rows("u", 60))).isEqualTo(one);
    assertThat(new Splitter(Kind.RANDOM, 0.1, 0.1, 1).assign(rows("u", 60))).isNotEqualTo(one);
    assertThat(RANDOM.assign(rows("v", 60))).isNotEqualTo(one);
  }

  @Test
  void assign_random_everyRowEquallyOftenTested() {
    int[] tested = new int[20];
    for (int user = 0; user < 5000; user++) {
      Split[] splits = RANDOM.assign(rows("u" + user, 20));
      for (int i = 0; i < 20; i++) {
        tested[i] += splits[i] == Split.TEST ? 1 : 0;
      }
    }
    // Binomial(5000, 0.1): mean 500, standard deviation 21.
    for (int n : tested) {
      assertThat(n).isIn(com.google.common.collect.Range.closed(400, 600));
    }
  }

  @Test
  void assign_userTime_newestTestedThenValidated() {
    Split[] splits = new Splitter(Kind.USER_TIME, 0.1, 0.1, 0).assign(rows("u", 10));
    assertThat(splits[0]).isEqualTo(Split.TEST);
    assertThat(splits[1]).isEqualTo(Split.VALID);
    assertThat(count(splits, Split.TRAIN)).isEqualTo(8);
  }

  @Test
  void assign_globalTime_cutsAllUsersAtTheSameMoments() {
    List<RawInteraction> rows = new ArrayList<>(rows("u", 50));
    rows.addAll(rows("v", 50));
    Split[] splits = new Splitter(Kind.GLOBAL_TIME, 0.1, 0.1, 0).assign(rows);
    for (int i = 0; i < 50; i++) {
      assertThat(splits[i]).isEqualTo(i < 5 ? Split.TEST : i < 10 ? Split.VALID : Split.TRAIN);
      assertThat(splits[50 + i]).isEqualTo(splits[i]);
    }
  }

  @Test
  void assign_globalTimeOfOneMoment_neverToldApart() {
    List<RawInteraction> rows =
        IntStream.range(0, 20)
            .mapToObj(i -> new RawInteraction("u" + i, "i", i < 15 ? 1 : 2, null))
            .toList();
    Split[] splits = new Splitter(Kind.GLOBAL_TIME, 0.1, 0.1, 0).assign(rows);
    assertThat(count(splits, Split.TRAIN)).isEqualTo(15);
    assertThat(count(splits, Split.TEST)).isEqualTo(5);
  }

  @Test
  void splitter_impossibleShares_refused() {
    assertThrows(IllegalArgumentException.class, () -> new Splitter(Kind.RANDOM, 0.5, 0.5, 1));
    assertThrows(IllegalArgumentException.class, () -> new Splitter(Kind.RANDOM, -0.1, 0.1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Splitter(Kind.RANDOM, Double.NaN, 0.1, 1));
  }
}
