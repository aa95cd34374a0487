package org.ptmrec.transform;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.ReadRecords;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.cli.ProgramRun;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.testkit.TinyClip;
import org.ptmrec.tune.RoundSpec;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TuningVariant;

@ExtendWith(TestPipelineExtension.class)
class TuneRoundsTest {
  private static final int EPOCHS = 4;

  @TempDir Path folder;

  private String clip() {
    return folder.resolve("clip").toString();
  }

  /** The stages up to {@code tune}, by the program. */
  private void run(String... more) throws IOException {
    if (!Files.exists(folder.resolve("clip"))) {
      TinyClip.write(Files.createDirectory(folder.resolve("clip")), 5);
      Files.writeString(
          folder.resolve("shop.yaml"),
          """
          name: shop
          store: store
          clip: clip
          catalogue: {folder: catalogue, users: 60, items: 30}
          stages:
            ingest: {interactions: catalogue/interactions.csv, items: catalogue/items.jsonl, kCore: 2}
            download-images: {base: catalogue}
            tokenize-text: {}
            encode: {}
            train: {recommenders: [VBPR, BPR], epochs: 2, batch: 256}
            tune:
              epochs: %d
              batch: 64
              accumulate: 1
              roundSteps: 1
              variants: {alone: {}, spread: {workers: 2}, three: {workers: 3, fromScratch: true}}
          """
              .formatted(EPOCHS));
    }
    String[] command =
        Stream.concat(Stream.of("run", folder.resolve("shop.yaml").toString()), Stream.of(more))
            .toArray(String[]::new);
    ProgramRun.Result result = ProgramRun.of(command);
    assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
  }

  private <T extends SpecificRecord> RecordFiles<T> files(
      String stage, String output, Class<T> type) {
    try (Stream<Path> paths = Files.walk(folder.resolve("store").resolve(stage))) {
      return new RecordFiles<>(
          type,
          paths
              .filter(path -> path.getFileName().toString().matches(output + "-\\d.*\\.avro"))
              .map(Path::toString)
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, TrainedRecommender> tuned() {
    return files("tune", "tuned", TrainedRecommender.class).readAll().stream()
        .collect(Collectors.toMap(tuned -> tuned.getTrial().getTuning(), tuned -> tuned));
  }

  @Test
  void stageTune_inRounds_endsLikeTheTransformInOneProcess(TestPipeline pipeline)
      throws IOException {
    run();
    Map<String, TrainedRecommender> tuned = tuned();
    assertThat(tuned.keySet()).containsExactly("alone", "spread", "three");
    assertThat(tuned.get("spread").getHistory()).hasSize(EPOCHS + 1);
    assertThat(tuned.get("three").getHistory()).hasSize(EPOCHS);
    assertThat(tuned.get("spread").getHistory()).isNotEqualTo(tuned.get("alone").getHistory());

    TransferSpec spec = TransferSpec.create();
    TuningVariant spread =
        new TuningVariant(
            "spread",
            "prompt",
            Map.of(),
            spec.withTraining(spec.training().withEpochs(EPOCHS).withBatch(64))
                .withAccumulate(1)
                .withRounds(RoundSpec.create().withWorkers(2).withSteps(1)),
            Map.of(),
            false);
    DatasetViews views =
        DatasetViews.of(
            read(pipeline, "ingest", "interactions", Interaction.class),
            read(pipeline, "encode", "embeddings", ItemEmbedding.class));
    PCollection<TrainedRecommender> inOneProcess =
        read(pipeline, "train", "trained", TrainedRecommender.class)
            .apply(
                "Tune",
                TuneRecommenders.on(
                        views,
                        ContentViews.of(
                            read(pipeline, "tokenize-text", "texts", TokenizedText.class),
                            read(pipeline, "download-images", "item-images", ItemImage.class),
                            read(pipeline, "download-images", "images", Image.class)),
                        clip())
                    .withVariants(List.of(spread)))
            .getTrained();
    TrainedRecommender expected = tuned.get("spread");
    PAssert.that(inOneProcess)
        .satisfies(
            found -> {
              assertThat(Iterables.getOnlyElement(found)).isEqualTo(expected);
              return null;
            });
    pipeline.run();
  }

  @Test
  void stageTune_diverging_isAFailedTrialAmongOthers() throws IOException {
    run("--set", "tune.variants.spread.learningRate=1e30", "--set", "tune.maxFailureRate=0.5");
    assertThat(tuned().keySet()).containsExactly("alone", "three");
    assertThat(
            files("tune", "failed", FailedTrial.class).readAll().stream()
                .map(failed -> failed.getTrial().getTuning() + " " + failed.getReason()))
        .containsExactly("spread TrainingDivergedException");
  }

  @Test
  void stageTune_inOneProcess_countsRowsAndEmbeddings() throws IOException {
    run("--set", "tune.variants={alone: {}}");
    List<Interaction> training =
        files("ingest", "interactions", Interaction.class).readAll().stream()
            .filter(interaction -> interaction.getSplit() == Split.TRAIN)
            .toList();
    long items = training.stream().map(Interaction::getItem).distinct().count();
    Map<String, Long> counters =
        ArtifactStore.open(folder.resolve("store").toString())
            .latest("tune", "shop")
            .orElseThrow()
            .counters();
    // Pictures and texts of all items, before the first epoch and after every one.
    assertThat(counters.get("progress/done"))
        .isEqualTo(EPOCHS * training.size() + (EPOCHS + 1) * 2 * items);
    assertThat(counters.get("progress/total")).isEqualTo(counters.get("progress/done"));
  }

  private <T extends SpecificRecord> PCollection<T> read(
      TestPipeline pipeline, String stage, String output, Class<T> type) {
    return pipeline.apply(
        "Read " + stage + " " + output, ReadRecords.from(files(stage, output, type)));
  }
}
