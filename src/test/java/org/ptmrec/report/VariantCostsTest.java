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

  private ImmutableList<VariantCost> rows() {
    return ReportCollector.collect(
            ReportInput.builder(List.of(manifest("train")))
                .setTrained(trained::forEach)
                .setCosts(costs::forEach)
                .build())
        .costs();
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
}
