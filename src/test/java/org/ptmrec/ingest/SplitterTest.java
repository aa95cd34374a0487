package org.ptmrec.ingest;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ptmrec.ingest.Splitter.Kind;
import org.ptmrec.schema.Split;

class SplitterTest {
  private static final Splitter RANDOM = new Splitter(Kind.RANDOM, 0.1, 0.1, 999);

  /** Times of n rows that run against the file. */
  private static long[] times(int n) {
    return LongStream.range(0, n).map(i -> 100 - i).toArray();
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
  void ofUser_userOfNRows_sizesOfThePaper(int n, int train, int valid, int test) {
    for (Kind kind : new Kind[] {Kind.RANDOM, Kind.USER_TIME}) {
      Split[] splits = new Splitter(kind, 0.1, 0.1, 1).ofUser("u", times(n));
      assertThat(count(splits, Split.TRAIN)).isEqualTo(train);
      assertThat(count(splits, Split.VALID)).isEqualTo(valid);
      assertThat(count(splits, Split.TEST)).isEqualTo(test);
    }
  }

  @Test
  void ofUser_noValidationShare_none() {
    Splitter splitter = new Splitter(Kind.RANDOM, 0, 0.25, 1);
    assertThat(count(splitter.ofUser("u", times(5)), Split.VALID)).isEqualTo(0);
    assertThat(count(splitter.ofUser("u", times(5)), Split.TEST)).isEqualTo(1);
    assertThat(count(splitter.ofUser("u", times(40)), Split.VALID)).isEqualTo(0);
    assertThat(count(splitter.ofUser("u", times(40)), Split.TEST)).isEqualTo(10);
  }

  @Test
  void ofUser_otherSeedOrUser_otherSplit() {
    Split[] one = RANDOM.ofUser("u", times(60));
    assertThat(RANDOM.ofUser("u", times(60))).isEqualTo(one);
    assertThat(new Splitter(Kind.RANDOM, 0.1, 0.1, 1).ofUser("u", times(60))).isNotEqualTo(one);
    assertThat(RANDOM.ofUser("v", times(60))).isNotEqualTo(one);
  }

  @Test
  void ofUser_random_everyRowEquallyOftenTested() {
    int[] tested = new int[20];
    for (int user = 0; user < 5000; user++) {
      Split[] splits = RANDOM.ofUser("u" + user, times(20));
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
  void ofUser_userTime_newestTestedThenValidated() {
    Split[] splits = new Splitter(Kind.USER_TIME, 0.1, 0.1, 0).ofUser("u", times(10));
    assertThat(splits[0]).isEqualTo(Split.TEST);
    assertThat(splits[1]).isEqualTo(Split.VALID);
    assertThat(count(splits, Split.TRAIN)).isEqualTo(8);
  }

  private static Splitter.Cuts cuts(double valid, double test, long... times) {
    return new Splitter(Kind.GLOBAL_TIME, valid, test, 0)
        .cuts(each -> LongStream.of(times).forEach(each), times.length);
  }

  @Test
  void cuts_allTimes_newestTenthTested() {
    assertThat(cuts(0.1, 0.1, LongStream.rangeClosed(1, 100).toArray()))
        .isEqualTo(new Splitter.Cuts(81, 91));
  }

  @Test
  void cuts_rowsOfOneMoment_neverToldApart() {
    Splitter.Cuts cuts = cuts(0.1, 0.1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2);
    assertThat(cuts.at(1)).isEqualTo(Split.TRAIN);
    assertThat(cuts.at(2)).isEqualTo(Split.TEST);
  }

  @Test
  void cuts_noShare_none() {
    Splitter.Cuts noTest = cuts(0.2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(noTest.at(8)).isEqualTo(Split.TRAIN);
    assertThat(noTest.at(10)).isEqualTo(Split.VALID);
    Splitter.Cuts noValid = cuts(0, 0.2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(noValid.at(8)).isEqualTo(Split.TRAIN);
    assertThat(noValid.at(9)).isEqualTo(Split.TEST);
  }

  @Test
  void splitter_impossibleShares_refused() {
    assertThrows(IllegalArgumentException.class, () -> new Splitter(Kind.RANDOM, 0.5, 0.5, 1));
    assertThrows(IllegalArgumentException.class, () -> new Splitter(Kind.RANDOM, -0.1, 0.1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Splitter(Kind.RANDOM, Double.NaN, 0.1, 1));
  }
}
