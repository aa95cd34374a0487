package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static org.ptmrec.report.ReportRecords.epoch;
import static org.ptmrec.report.ReportRecords.manifest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;

class VariantCostsTest {
  private final List<TrainedRecommender> trained = new ArrayList<>();
  private final List<TrialCost> costs = new ArrayList<>();

  private static Trial trial(double dropout, long seed) {
    return new Trial("FREEDOM", new TreeMap<>(Map.of("dropout", dropout)), seed, "none");
  }

  private void trained(Trial trial, int epochs) {
    List<EpochRecord> history = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      history.add(epoch(epoch, 0.5, 0, 0.1));
    }
    trained.add(ReportRecords.trained(trial, 0, history));
  }

  private static TrialCost cost(Trial trial, int epochs, double secondsPerEpoch, long bytes) {
    return new TrialCost(trial, epochs, secondsPerEpoch, bytes, 2);
  }

  private ReportData data() {
    return ReportCollector.collect(
        ReportInput.builder(List.of(manifest("train")))
            .setTrained(trained::forEach)
            .setCosts(costs::forEach)
            .build());
  }

  private ImmutableList<VariantCost> rows() {
    return data().costs();
  }

  private Document page() {
    return Jsoup.parse(ReportPage.html(data()));
  }

  @Test
  void of_grid_averagesTheSeedsOfTheChosenSettingOnly() {
    trained(trial(0.8, 1), 10);
    trained(trial(0.8, 2), 20);
    costs.add(cost(trial(0.8, 1), 10, 1.0, 4_000_000));
    costs.add(cost(trial(0.8, 2), 20, 3.0, 5_000_000));
    costs.add(cost(trial(0.9, 1), 90, 50.0, 9_000_000));
    costs.add(cost(trial(0.9, 2), 90, 50.0, 9_000_000));

    VariantCost only = Iterables.getOnlyElement(rows());

    assertThat(only.variant().label()).isEqualTo("FREEDOM");
    assertThat(only.seeds()).containsExactly(1L, 2L);
    assertThat(only.epochs()).isEqualTo(15);
    assertThat(only.secondsPerEpoch()).isEqualTo(2);
    assertThat(only.tensorBytes()).isEqualTo(5_000_000);
  }

  /** The first has timed its last two epochs only, the second none: it was over before. */
  @Test
  void of_trialsThatWentOnFromACheckpoint_countsAllEpochsAtTheTimeOfThoseTimed() {
    trained(trial(0.8, 1), 10);
    trained(trial(0.8, 2), 20);
    costs.add(cost(trial(0.8, 1), 2, 1.5, 1));
    costs.add(cost(trial(0.8, 2), 0, 0, 1));

    VariantCost only = Iterables.getOnlyElement(rows());

    assertThat(only.epochs()).isEqualTo(15);
    assertThat(only.secondsPerEpoch()).isEqualTo(1.5);
    assertThat(only.seconds()).isEqualTo(22.5);
  }

  @Test
  void of_startingPointOfStageTwo_isNoEpoch() {
    Trial tuned = ReportRecords.trial("FREEDOM", "full", 1);
    trained.add(
        ReportRecords.trained(tuned, 0, List.of(epoch(-1, 0, 0, 0.1), epoch(0, 0.5, 0.2, 0.2))));
    costs.add(cost(tuned, 1, 60.0, 1));

    assertThat(Iterables.getOnlyElement(rows()).epochs()).isEqualTo(1);
    assertThat(page().select("#curves tbody tr").text()).startsWith("FREEDOM+PTM (full) 1 1 0 ");
  }

  @Test
  void of_variantThatTimedNoEpoch_isLastAndHasNoTime() {
    Trial vbpr = ReportRecords.trial("VBPR", "none", 1);
    trained(vbpr, 5);
    trained(trial(0.8, 1), 10);
    costs.add(cost(vbpr, 0, 0, 1));
    costs.add(cost(trial(0.8, 1), 10, 1.5, 1));

    assertThat(rows().stream().map(row -> row.variant().label()))
        .containsExactly("FREEDOM", "VBPR")
        .inOrder();
    assertThat(rows().get(1).secondsPerEpoch()).isNaN();
    assertThat(page().select("#cost tbody tr").get(1).text()).isEqualTo("VBPR – – 5 – 1 B 50 200");
  }
}
