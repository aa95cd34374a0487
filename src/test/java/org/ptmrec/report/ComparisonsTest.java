package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static org.ptmrec.report.ReportRecords.manifest;
import static org.ptmrec.report.ReportRecords.test;
import static org.ptmrec.report.ReportRecords.trial;
import static org.ptmrec.report.ReportRecords.userMetrics;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.UserMetrics;

class ComparisonsTest {
  private final List<MetricValue> metrics = new ArrayList<>();
  private final List<UserMetrics> users = new ArrayList<>();

  /** Half of them have recall 0, the others twice the trial's. */
  private int usersEach = 20;

  private void add(String tuning, long seed, double recall) {
    metrics.add(test(trial("FREEDOM", tuning, seed), "recall@20", recall));
    for (int user = 0; user < usersEach; user++) {
      users.add(userMetrics(trial("FREEDOM", tuning, seed), user, user % 2 * 2 * recall));
    }
  }

  private ImmutableList<Comparison> comparisons() {
    return ReportCollector.collect(
            ReportInput.builder(List.of(manifest("evaluate")))
                .setMetrics(metrics::forEach)
                .setUserMetrics(users::forEach)
                .build())
        .comparisons();
  }

  @Test
  void of_threeVariants_comparesEachPairOnceWithTheUntunedFirst() {
    for (String tuning : List.of("none", "full", "without-KT")) {
      add(tuning, 1, 0.2);
      add(tuning, 2, 0.3);
    }

    assertThat(
            comparisons().stream()
                .map(one -> one.candidate().tuning() + " - " + one.baseline().tuning()))
        .containsExactly("full - none", "without-KT - none", "without-KT - full");
  }

  @Test
  void of_seedsAndUsers_pairsThem() {
    add("none", 1, 0.2);
    add("none", 2, 0.3);
    add("none", 3, 0.1);
    add("full", 1, 0.25);
    add("full", 2, 0.36);
    add("full", 3, 0.14);

    Comparison only = comparisons().get(0);

    assertThat(only.overSeeds().orElseThrow().pairs()).isEqualTo(3);
    assertThat(only.overSeeds().orElseThrow().difference()).isWithin(1e-12).of(0.05);
    assertThat(only.overSeeds().orElseThrow().t()).isWithin(1e-9).of(0.05 / (0.01 / Math.sqrt(3)));
    assertThat(only.overUsers().orElseThrow().pairs()).isEqualTo(20);
    assertThat(only.overUsers().orElseThrow().difference()).isWithin(1e-12).of(0.05);
  }

  @Test
  void of_aVariantThatLostASeed_pairsTheSeedsInCommonAndNoUsers() {
    add("none", 1, 0.2);
    add("none", 2, 0.3);
    add("none", 3, 0.1);
    add("full", 1, 0.25);
    add("full", 3, 0.14);

    Comparison only = comparisons().get(0);

    assertThat(only.overSeeds().orElseThrow().pairs()).isEqualTo(2);
    assertThat(only.overUsers()).isEmpty();
  }

  @Test
  void of_oneSeed_testsOverUsersAlone() {
    add("none", 1, 0.2);
    add("full", 1, 0.25);

    assertThat(comparisons().get(0).overSeeds()).isEmpty();
    assertThat(comparisons().get(0).overUsers()).isPresent();
  }

  /** Two users redrawn from two say nothing, and would say it with certainty. */
  @Test
  void of_fewUsers_doesNotTestOverThem() {
    usersEach = 19;
    add("none", 1, 0.2);
    add("full", 1, 0.25);

    assertThat(comparisons().get(0).overUsers()).isEmpty();
  }
}
