package org.ptmrec;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.clip.EncodeItems;
import org.ptmrec.clip.TokenizeTexts;
import org.ptmrec.download.FetchImages;
import org.ptmrec.download.FetchSpec;
import org.ptmrec.ingest.IngestDataset;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.sample.SampleCatalogue;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.testkit.TinyClip;
import org.ptmrec.transform.ContentViews;
import org.ptmrec.transform.DatasetViews;
import org.ptmrec.transform.EvaluateRecommenders;
import org.ptmrec.transform.SelectBestTrials;
import org.ptmrec.transform.TrainRecommenders;
import org.ptmrec.transform.Trials;
import org.ptmrec.transform.TuneRecommenders;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TuningVariant;

/** All steps as transforms of one Beam pipeline, without the store and its stages. */
@ExtendWith(TestPipelineExtension.class)
class WholeWorkflowTest {
  @TempDir Path folder;
  @TempDir Path model;

  @Test
  void allTransforms_chainedInOnePipeline_endInMetricsOfEveryVariant(TestPipeline pipeline) {
    Path catalogue = folder.resolve("catalogue");
    SampleCatalogue.create().withUsers(60).withItems(30).generate(catalogue);
    String clip = TinyClip.write(model, 5).toString();

    IngestDataset.Result dataset =
        pipeline.apply(
            "Ingest",
            IngestDataset.of(
                    IngestDataset.Format.CSV,
                    catalogue.resolve("interactions.csv").toString(),
                    catalogue.resolve("items.jsonl").toString())
                .withKCore(2));
    FetchImages.Result fetched =
        dataset
            .getItems()
            .apply("Fetch", FetchImages.of(FetchSpec.create().withBase(catalogue.toString())));
    PCollection<TokenizedText> texts =
        dataset.getItems().apply("Tokenize", TokenizeTexts.tokenizeTexts().withClip(clip));
    DatasetViews views =
        DatasetViews.of(
            dataset.getInteractions(),
            PCollectionTuple.of(EncodeItems.TEXTS, texts)
                .and(EncodeItems.ITEM_IMAGES, fetched.getItemImages())
                .and(EncodeItems.IMAGES, fetched.getImages())
                .apply("Encode", EncodeItems.encodeItems().withClip(clip)));
    TrainingSpec training = TrainingSpec.create().withEpochs(2).withBatch(256);
    PCollection<TrainedRecommender> trained =
        pipeline
            .apply(
                "Trials",
                Create.of(Trials.expand(List.of("VBPR"), List.of(1L), Map.of()))
                    .withCoder(AvroCoder.of(Trial.class)))
            .apply("Train", TrainRecommenders.on(views).withSpec(training))
            .getTrained()
            .apply("Select", SelectBestTrials.create())
            .getBest();
    PCollection<TrainedRecommender> tuned =
        trained
            .apply(
                "Tune",
                TuneRecommenders.on(
                        views,
                        ContentViews.of(texts, fetched.getItemImages(), fetched.getImages()),
                        clip)
                    .withVariants(
                        List.of(
                            TuningVariant.of("prompt")
                                .withOptions(Map.of("prompts", 1, "depth", 1))
                                .withSpec(
                                    TransferSpec.create()
                                        .withTraining(training.withEpochs(1))
                                        .withAccumulate(1)))))
            .getTrained();
    PCollection<MetricValue> metrics =
        PCollectionList.of(trained)
            .and(tuned)
            .apply("Both", Flatten.pCollections())
            .apply("Evaluate", EvaluateRecommenders.on(views))
            .getMetrics();

    PAssert.that(metrics)
        .satisfies(
            values -> {
              Set<String> variants = new TreeSet<>();
              List<Double> outside = new ArrayList<>();
              for (MetricValue value : values) {
                variants.add(
                    value.getTrial().getRecommender() + "/" + value.getTrial().getTuning());
                if (!(value.getValue() >= 0 && value.getValue() <= 1)) {
                  outside.add(value.getValue());
                }
              }
              assertThat(variants)
                  .containsExactly("VBPR/none", "VBPR/prompt", "popularity/none", "random/none");
              assertThat(outside).isEmpty();
              return null;
            });
    // The catalogue names a few pictures that are not there.
    PAssert.that(
            PCollectionList.of(fetched.getItemImages().apply("Images", Count.globally()))
                .and(fetched.getFailures().apply("Failures", Count.globally()))
                .apply("Counts", Flatten.pCollections()))
        .satisfies(
            counts -> {
              assertThat(Iterables.size(counts)).isEqualTo(2);
              assertThat(Collections.max(ImmutableList.copyOf(counts))).isAtLeast(20);
              return null;
            });
    pipeline.run();
  }
}
