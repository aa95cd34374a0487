package org.ptmrec.report;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;
import static org.ptmrec.report.ReportRecords.manifest;
import static org.ptmrec.report.ReportRecords.test;
import static org.ptmrec.report.ReportRecords.trial;

import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;

/** Of a grid of stage two, of which the validation split chose one setting. */
class TuningGridTest {
  private static final double CHOSEN = 0.1;

  private static Trial tuned(double ktWeight, long seed) {
    return new Trial("FREEDOM", new TreeMap<>(Map.of("transfer.ktWeight", ktWeight)), seed, "full");
  }

  /** Two seeds of the chosen setting and of the untuned recommender. */
  private static ReportInput.Builder results() {
    List<MetricValue> metrics =
        List.of(
            test(trial("FREEDOM", "none", 1), "recall@20", 0.2),
            test(trial("FREEDOM", "none", 2), "recall@20", 0.3),
            test(tuned(CHOSEN, 1), "recall@20", 0.25),
            test(tuned(CHOSEN, 2), "recall@20", 0.36));
    return ReportInput.builder(List.of(manifest("evaluate"))).setMetrics(metrics::forEach);
  }

  private static ReportInput.Builder resultsWithOneFailure() {
    List<FailedTrial> failed =
        List.of(new FailedTrial(tuned(10, 2), "TrainingDivergedException", "no number"));
    return results().setFailedTrials(failed::forEach);
  }

  @Test
  void collect_settingThatFailed_comparesTheChosenOneWithUntuned() {
    ReportData data = ReportCollector.collect(resultsWithOneFailure().build());

    MetricTable.Row chosen = data.metrics().rows().get(1);
    assertThat(chosen.variant().label()).isEqualTo("FREEDOM+PTM (full)");
    assertThat(data.metrics().gain(chosen, "recall@20").orElseThrow()).isWithin(1e-9).of(0.22);
    Comparison only = Iterables.getOnlyElement(data.comparisons());
    assertThat(only.baseline().label()).isEqualTo("FREEDOM");
    assertThat(only.overSeeds()).isPresent();
  }

  @Test
  void collect_settingThatFailed_isNamedAmongFailures() {
    ReportData data = ReportCollector.collect(resultsWithOneFailure().build());

    assertThat(Iterables.getOnlyElement(data.failedTrials()).variant().label())
        .isEqualTo("FREEDOM (transfer.ktWeight=10)+PTM (full)");
  }

  /** The failures alone have one weight only: the others of the grid tell that it was varied. */
  @Test
  void collect_onlySettingThatLeftFailures_isNamedAmongThem() {
    List<FailedTrial> failed =
        List.of(new FailedTrial(tuned(CHOSEN, 3), "TrainingDivergedException", "no number"));
    List<TrialCost> costs =
        DoubleStream.of(0.01, CHOSEN, 1)
            .mapToObj(weight -> new TrialCost(tuned(weight, 1), 2, 1.0, 1L, 2))
            .collect(toImmutableList());

    ReportData data =
        ReportCollector.collect(
            results().setFailedTrials(failed::forEach).setCosts(costs::forEach).build());

    assertThat(Iterables.getOnlyElement(data.failedTrials()).variant().hyperparameters())
        .isEqualTo("transfer.ktWeight=0.1");
  }
}
