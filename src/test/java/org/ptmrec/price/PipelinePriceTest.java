package org.ptmrec.price;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.bench.TrainBench;
import org.ptmrec.pipeline.PipelineReader;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.stage.Stages;

/** Prices on a machine whose rates are round numbers, and a store without earlier runs. */
class PipelinePriceTest {
  private static final double EPOCH = 3;
  private static final double GRAPH = 5;
  private static final double RANKING = 7;
  private static final long TENSORS = 1_000_000;
  private static final long SAVED = 400_000;

  /** Of 1000 users, 100 items, 10,000 interactions: 8000 rows, 4 steps of 2048. */
  private static final String SIZE = "expect: {users: 1000, items: 100, interactions: 10000}\n";

  @TempDir Path folder;
  private final List<String> measured = new ArrayList<>();

  private final Machine machine =
      new Machine() {
        @Override
        public double gigaflops() {
          return 100;
        }

        @Override
        public TrainBench.Result train(
            String recommender,
            Map<String, Double> hyperparameters,
            DatasetSize size,
            long rows,
            int width) {
          measured.add(recommender + " " + rows + " " + width);
          return new TrainBench.Result(
              recommender, hyperparameters, 4, 700, EPOCH, GRAPH, RANKING, 0, TENSORS, SAVED);
        }
      };

  private Map<String, StagePrice> prices(String text, int epochs) throws Exception {
    PipelineSpec pipeline = read(text);
    ArtifactStore store = ArtifactStore.open(folder.resolve("store").toString());
    PipelinePrice price =
        new PipelinePrice(
            pipeline, store, DatasetSize.of(pipeline, store, Optional.empty()), machine, epochs);
    Map<String, StagePrice> prices = new TreeMap<>();
    pipeline.steps().forEach(step -> prices.put(step.name(), price.of(step)));
    return prices;
  }

  private PipelineSpec read(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("p.yaml"), text);
    return PipelineReader.read(file.toString(), List.of(), Stages.all());
  }

  private static final String STAGES =
      """
      name: p
      clip: models/none
      stages:
        ingest: {interactions: i.csv, items: i.jsonl}
        download-images: {perHost: {rate: 4}}
        tokenize-text: {}
        encode: {batch: 8}
        train:
          recommenders: [BPR, VBPR]
          seeds: [1, 2]
          epochs: 50
          grid: {VBPR: {regWeight: [0, 1, 2]}}
        tune: {epochs: 10, batch: 100, grid: {ktWeight: [0.1, 1]}}
        evaluate: {recommendations: 20}
        report: {}
      """;

  @Test
  void prices_everyStage_workTimesRate() throws Exception {
    Map<String, StagePrice> prices = prices(SIZE + STAGES, Integer.MAX_VALUE);
    EncoderCost encoder = EncoderCost.of("models/none");

    assertThat(prices.get("download-images").seconds()).isEqualTo(OptionalDouble.of(25));
    double all = 100 * encoder.gigaflop() / 75; // three quarters of the product's rate
    assertThat(prices.get("encode").seconds().getAsDouble()).isWithin(1e-9).of(all);
    assertThat(prices.get("encode").memory().getAsLong()).isEqualTo(encoder.memory(8));

    // Two trials of BPR and six of VBPR; one of each seed is kept.
    assertThat(prices.get("train").seconds().getAsDouble())
        .isEqualTo(8 * (GRAPH + 50 * (EPOCH + RANKING)));
    assertThat(prices.get("train").memory().getAsLong()).isEqualTo(TENSORS);
    assertThat(prices.get("train").artifact().getAsLong()).isEqualTo(4 * (SAVED + 50 * 100));
    assertThat(measured).containsExactly("BPR 8000 512", "VBPR 8000 512");

    // VBPR with two seeds and two weights: 80 batches of at most 63.4 distinct items.
    double live = 100 * (1 - Math.pow(0.99, 100));
    double step = live * encoder.gigaflopWithBackward(false) / 75 + EPOCH / 4;
    assertThat(prices.get("tune").seconds().getAsDouble())
        .isWithin(1e-6)
        .of(4 * (GRAPH + all + 10 * (80 * step + all + RANKING)));
    assertThat(prices.get("tune").basis()).startsWith("4 trials of 10 epochs, ");

    // Four untuned and two tuned, on two splits.
    assertThat(prices.get("evaluate").seconds()).isEqualTo(OptionalDouble.of(2 * 6 * RANKING));
    assertThat(prices.get("report").seconds()).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void prices_fewerEpochs_proportionate() throws Exception {
    Map<String, StagePrice> prices = prices(SIZE + STAGES, 5);
    assertThat(prices.get("train").seconds().getAsDouble())
        .isEqualTo(8 * (GRAPH + 5 * (EPOCH + RANKING)));
    assertThat(prices.get("tune").basis()).startsWith("4 trials of 5 epochs, ");
  }

  /** The full sweeps need no data, no model and no earlier run to be priced. */
  @Test
  void prices_fullSettings_allStagesButTheReport() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("pipelines/sweep/full"))) {
      for (Path file : files.sorted().toList()) {
        Map<String, StagePrice> prices = prices(Files.readString(file), Integer.MAX_VALUE);
        prices.remove("report");
        assertThat(prices.keySet()).containsAtLeast("train", "tune", "evaluate");
        prices.forEach(
            (stage, price) -> {
              assertWithMessage("%s %s", file, stage)
                  .that(price.seconds().orElse(0))
                  .isGreaterThan(0);
              assertWithMessage("%s %s", file, stage)
                  .that(price.artifact().orElse(0))
                  .isGreaterThan(0);
            });
      }
    }
  }

  @Test
  void size_neitherExpectedNorIngested_isAskedFor() {
    UserErrorException e =
        assertThrows(UserErrorException.class, () -> prices(STAGES, Integer.MAX_VALUE));
    assertThat(e).hasMessageThat().contains("p.yaml: how large is the dataset?");
  }
}
