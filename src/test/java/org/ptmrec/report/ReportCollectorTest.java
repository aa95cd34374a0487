package org.ptmrec.report;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ptmrec.report.ReportRecords.epoch;
import static org.ptmrec.report.ReportRecords.failure;
import static org.ptmrec.report.ReportRecords.interaction;
import static org.ptmrec.report.ReportRecords.item;
import static org.ptmrec.report.ReportRecords.itemImage;
import static org.ptmrec.report.ReportRecords.manifest;
import static org.ptmrec.report.ReportRecords.metric;
import static org.ptmrec.report.ReportRecords.recommendation;
import static org.ptmrec.report.ReportRecords.test;
import static org.ptmrec.report.ReportRecords.trained;
import static org.ptmrec.report.ReportRecords.trial;
import static org.ptmrec.report.ReportRecords.user;

import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ptmrec.evaluate.Slices;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.User;

class ReportCollectorTest {
  private static final Trial VBPR = trial("VBPR", "none", 1);

  private static ReportInput.Builder input() {
    return ReportInput.builder(List.of(manifest("ingest")));
  }

  private static MetricTable metrics(MetricValue... values) {
    return ReportCollector.collect(input().setMetrics(List.of(values)::forEach).build()).metrics();
  }

  private static List<String> labels(MetricTable table) {
    return table.rows().stream().map(row -> row.variant().label()).toList();
  }

  @Test
  void builder_noManifests_fails() {
    assertThrows(IllegalArgumentException.class, () -> ReportInput.builder(List.of()));
  }

  @Test
  void collect_nothing_givesEmptyParts() {
    ReportData data = ReportCollector.collect(input().build());

    assertThat(data.metrics().rows()).isEmpty();
    assertThat(data.curves()).isEmpty();
    assertThat(data.failures()).isEmpty();
    assertThat(data.examples()).isEmpty();
    assertThat(data.data().sparsity()).isEqualTo(1);
    assertThat(data.data().images()).isEmpty();
  }

  @Test
  void collect_slices_meansOfTheMainMetricInTheOrderOfSlices() {
    Trial other = trial("VBPR", "none", 2);
    ReportData data =
        ReportCollector.collect(
            input()
                .setMetrics(
                    List.of(test(VBPR, "recall@20", 0.2), test(other, "recall@20", 0.2))::forEach)
                .setSlices(
                    List.of(
                            slice(VBPR, Slices.WARM_ITEMS, "recall@20", 0.25),
                            slice(other, Slices.WARM_ITEMS, "recall@20", 0.35),
                            slice(VBPR, Slices.COLD_ITEMS, "recall@20", 0.05),
                            slice(VBPR, Slices.COLD_ITEMS, "ndcg@20", 0.9))
                        ::forEach)
                .build());

    assertThat(data.slices().users().keySet())
        .containsExactly(Slices.COLD_ITEMS, Slices.WARM_ITEMS)
        .inOrder();
    SliceTable.Row row = Iterables.getOnlyElement(data.slices().rows());
    assertThat(row.values().get(Slices.WARM_ITEMS).mean()).isWithin(1e-12).of(0.3);
    assertThat(row.values().get(Slices.COLD_ITEMS).mean()).isEqualTo(0.05);
  }

  private static SliceMetric slice(Trial trial, String slice, String metric, double value) {
    return new SliceMetric(trial, "test", slice, metric, value, 7);
  }

  @Test
  void collect_metrics_ordersBaselinesThenWeakToStrongWithTuningsTogether() {
    MetricTable table =
        metrics(
            test(trial("FREEDOM", "prompt", 1), "recall@20", 0.5),
            test(trial("FREEDOM", "none", 1), "recall@20", 0.2),
            test(trial("VBPR", "prompt", 1), "recall@20", 0.3),
            test(VBPR, "recall@20", 0.25),
            test(trial("popularity", "none", 0), "recall@20", 0.4));

    assertThat(labels(table))
        .containsExactly(
            "popularity", "VBPR", "VBPR+PTM (prompt)", "FREEDOM", "FREEDOM+PTM (prompt)")
        .inOrder();
    assertThat(table.winner().orElseThrow().variant().label()).isEqualTo("FREEDOM+PTM (prompt)");
  }

  @Test
  void collect_metrics_ordersColumnsRecallFirstByCutoff() {
    MetricTable table =
        metrics(
            test(VBPR, "ndcg@20", 0.1),
            test(VBPR, "recall@100", 0.1),
            test(VBPR, "recall@20", 0.1));

    assertThat(table.metrics()).containsExactly("recall@20", "recall@100", "ndcg@20").inOrder();
  }

  @Test
  void collect_metricsOfBothSplits_keepsThemApart() {
    ReportData data =
        ReportCollector.collect(
            input()
                .setMetrics(
                    List.of(test(VBPR, "recall@20", 0.1), metric(VBPR, "valid", "recall@20", 0.3))
                        ::forEach)
                .build());

    assertThat(data.metrics().best("recall@20")).isEqualTo(OptionalDouble.of(0.1));
    assertThat(data.validation().best("recall@20")).isEqualTo(OptionalDouble.of(0.3));
  }

  @Test
  void collect_variedHyperparameter_namesIt() {
    MetricTable table =
        metrics(
            test(trial("FREEDOM", "dropout", 0.8), "recall@20", 0.1),
            test(trial("FREEDOM", "dropout", 0.9), "recall@20", 0.2),
            test(trial("VBPR", "weight", 0.01), "recall@20", 0.05));

    assertThat(labels(table))
        .containsExactly("VBPR", "FREEDOM (dropout=0.8)", "FREEDOM (dropout=0.9)")
        .inOrder();
  }

  @Test
  void collect_failures_groupsByReasonMostFrequentFirst() {
    List<FetchFailure> failures = new ArrayList<>();
    failures.add(failure(9, "http://a.test/9", FetchFailureReason.DNS));
    IntStream.range(0, 5)
        .mapToObj(i -> failure(i, "http://a.test/" + i, FetchFailureReason.HTTP_4XX))
        .forEach(failures::add);
    List<Item> items = List.of(item(0, "Mug"));

    List<FailureGroup> groups =
        ReportCollector.collect(
                input().setFailures(failures::forEach).setItems(items::forEach).build())
            .failures();

    assertThat(groups.stream().map(FailureGroup::reason))
        .containsExactly("HTTP_4XX", "DNS")
        .inOrder();
    assertThat(groups.get(0).count()).isEqualTo(5);
    assertThat(groups.get(0).samples()).hasSize(3);
    assertThat(groups.get(0).samples().get(0).item()).isEqualTo("item-0");
    assertThat(groups.get(1).samples().get(0).url()).isEqualTo("http://a.test/9");
  }

  @Test
  void collect_dataset_countsWhatIsThereAndWhatIsMissing() {
    List<User> users = List.of(user(0), user(1));
    List<Item> items =
        List.of(
            item(0, "Mug"),
            new Item(1, "b", "Chair    ", "Chair", "c.jpg"),
            new Item(2, "c", " ", "", null));
    List<Interaction> interactions =
        List.of(
            interaction(0, 0, Split.TRAIN),
            interaction(0, 1, Split.VALID),
            interaction(1, 0, Split.TEST));
    List<ItemImage> images = List.of(itemImage(0, "d"), itemImage(1, "d"));
    List<TokenizedText> texts =
        List.of(new TokenizedText(0, List.of(1), 0), new TokenizedText(1, List.of(1), 7));

    DataSummary data =
        ReportCollector.collect(
                input()
                    .setUsers(users::forEach)
                    .setItems(items::forEach)
                    .setInteractions(interactions::forEach)
                    .setItemImages(images::forEach)
                    .setTexts(texts::forEach)
                    .build())
            .data();

    assertThat(data.interactions()).isEqualTo(3);
    assertThat(data.sparsity()).isEqualTo(0.5);
    assertThat(data.perUser()).isEqualTo(new DataSummary.Range(1, 1, 2));
    assertThat(data.withoutTitle()).isEqualTo(1);
    assertThat(data.titleOnly()).isEqualTo(2);
    assertThat(data.withoutImageAddress()).isEqualTo(1);
    assertThat(data.images()).hasValue(new DataSummary.Images(2, 1));
    assertThat(data.cutTexts()).hasValue(1);
    assertThat(data.tokens()).isEqualTo(new DataSummary.Range(1, 1, 1));
    assertThat(data.coldItems()).isEqualTo(2);
  }

  @Test
  void collect_recommendationsOfSeveralSeeds_showsTheLeastSeed() {
    Trial second = trial("VBPR", "none", 2);
    List<Interaction> interactions = List.of(interaction(0, 2, Split.TEST));
    List<Recommendation> lists = List.of(recommendation(second, 0, 1), recommendation(VBPR, 0, 2));

    ReportData data =
        ReportCollector.collect(
            input()
                .setMetrics(
                    List.of(test(VBPR, "recall@20", 0.1), test(second, "recall@20", 0.1))::forEach)
                .setInteractions(interactions::forEach)
                .setRecommendations(lists::forEach)
                .build());

    ExampleUser.RankedList list = data.examples().get(0).lists().get(0);
    assertThat(list.cards().stream().map(ExampleUser.Card::itemId)).containsExactly("#2");
    assertThat(list.hits()).isEqualTo(1);
  }

  @Test
  void collect_epochWithoutValidation_leavesAGap() {
    var unvalidated = epoch(0, 0.7, 0, 0.1);
    unvalidated.setValidation(Map.of());
    List<TrainedRecommender> trained =
        List.of(trained(VBPR, 1, List.of(unvalidated, epoch(1, 0.6, 0, 0.2))));

    LearningCurve curve =
        ReportCollector.collect(input().setTrained(trained::forEach).build()).curves().get(0);

    assertThat(curve.metric()).isEqualTo("recall@20");
    assertThat(curve.points().get(0).quality()).isNaN();
    assertThat(curve.bestQuality()).isEqualTo(0.2);
  }
}
