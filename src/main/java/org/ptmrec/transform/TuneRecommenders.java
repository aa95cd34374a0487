package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.Recommender;
import org.ptmrec.recommend.RecommenderFactory;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.recommend.TrainingLoop;
import org.ptmrec.schema.FinishedTrial;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.WorkerDevice;
import org.ptmrec.tune.EncoderTuning;
import org.ptmrec.tune.EncoderTunings;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TransferTraining;
import org.ptmrec.tune.TuningVariant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage two (paper §2.3 and §2.4): tunes the encoder together with every trained recommender that
 * reads embeddings, once in every variant. Recommenders of ids alone have nothing to tune and are
 * left out.
 */
@AutoValue
public abstract class TuneRecommenders
    extends PTransform<PCollection<TrainedRecommender>, TrialResults> {

  abstract DatasetViews dataset();

  abstract ContentViews content();

  abstract String clip();

  abstract List<TuningVariant> variants();

  abstract String checkpointDirectory();

  /**
   * Prompt tuning with its defaults.
   *
   * @param dataset with embeddings
   * @param clipFolder the model folder that made them
   */
  public static TuneRecommenders on(DatasetViews dataset, ContentViews content, String clipFolder) {
    checkArgument(dataset.embeddings() != null, "tuning needs a dataset with embeddings");
    return new AutoValue_TuneRecommenders.Builder()
        .setDataset(dataset)
        .setContent(content)
        .setClip(clipFolder)
        .setVariants(List.of(TuningVariant.of("prompt")))
        .setCheckpointDirectory("")
        .build();
  }

  /** What is compared; names must differ. */
  public TuneRecommenders withVariants(List<TuningVariant> variants) {
    checkArgument(!variants.isEmpty(), "no variants");
    checkArgument(
        variants.stream().map(TuningVariant::name).distinct().count() == variants.size(),
        "two variants have the same name: %s",
        variants);
    return toBuilder().setVariants(variants).build();
  }

  /**
   * A folder on any of Beam's file systems from which a restarted trial goes on; empty for none.
   */
  public TuneRecommenders withCheckpointDirectory(String directory) {
    return toBuilder().setCheckpointDirectory(directory).build();
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setDataset(DatasetViews dataset);

    abstract Builder setContent(ContentViews content);

    abstract Builder setClip(String folder);

    abstract Builder setVariants(List<TuningVariant> variants);

    abstract Builder setCheckpointDirectory(String directory);

    abstract TuneRecommenders build();
  }

  @Override
  public TrialResults expand(PCollection<TrainedRecommender> trained) {
    List<PCollectionView<?>> views = new ArrayList<>(dataset().views());
    views.addAll(content().views());
    return new TrialResults(
        trained
            .apply("Name variants", ParDo.of(new NameVariantsFn(variants())))
            .setCoder(AvroCoder.of(TrainedRecommender.class))
            .apply("Spread trials", Reshuffle.viaRandomKey())
            .apply(
                "Tune",
                ParDo.of(new TuneFn(this))
                    .withSideInputs(views)
                    .withOutputTags(TrialResults.TRAINED, TrialResults.OTHERS)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("clip", clip()))
        .add(DisplayData.item("variants", variants().toString()));
  }

  /** One element a recommender, variant and setting of the variant's grid. */
  private static class NameVariantsFn extends DoFn<TrainedRecommender, TrainedRecommender> {
    private final ArrayList<TuningVariant> variants;

    NameVariantsFn(List<TuningVariant> variants) {
      this.variants = new ArrayList<>(variants);
    }

    @ProcessElement
    public void name(@Element TrainedRecommender trained, OutputReceiver<TrainedRecommender> out) {
      if (Recommenders.named(trained.getTrial().getRecommender()).usesFeatures()) {
        for (TuningVariant variant : variants) {
          for (Trial trial : Trials.tuned(trained.getTrial(), variant)) {
            out.output(TrainedRecommender.newBuilder(trained).setTrial(trial).build());
          }
        }
      }
    }
  }

  private static class TuneFn extends CountingFn<TrainedRecommender, TrainedRecommender> {
    private static final Logger LOG = LoggerFactory.getLogger(TuneRecommenders.class);
    private final DatasetViews dataset;
    private final ContentViews content;
    private final String clipFolder;
    private final HashMap<String, TuningVariant> variants = new HashMap<>();
    private final String checkpointDirectory;

    TuneFn(TuneRecommenders transform) {
      dataset = transform.dataset();
      content = transform.content();
      clipFolder = transform.clip();
      transform.variants().forEach(variant -> variants.put(variant.name(), variant));
      checkpointDirectory = transform.checkpointDirectory();
    }

    @ProcessElement
    public void tune(ProcessContext context) {
      Trial trial = context.element().getTrial();
      LOG.info("tunes {} on {}", Trials.key(trial), WorkerDevice.use());
      TrialResults.emit(
          context, trial, new FinishedTrials(checkpointDirectory), () -> tuned(context));
    }

    private FinishedTrial tuned(ProcessContext context) {
      TrainedRecommender start = context.element();
      Trial trial = start.getTrial();
      TuningVariant variant = variants.get(trial.getTuning());
      if (variant == null) {
        throw new IllegalStateException("no variant " + trial.getTuning());
      }
      TransferSpec spec = Trials.spec(variant, trial);
      TrainingData data = dataset.data(context);
      Path folder = Path.of(clipFolder);
      Clip clip = ClipFolder.shared(clipFolder).clip();
      // The same for all variants of a seed: these are compared pair by pair.
      RandomStream random =
          RandomStream.ofSeed(trial.getSeed()).split(trial.getRecommender()).split("transfer");
      RecommenderFactory factory = Recommenders.named(trial.getRecommender());
      Recommender recommender =
          factory.create(
              new RecommenderFactory.Context(
                  data,
                  trial.getHyperparameters(),
                  dataset.modal(context),
                  spec.training().batch(),
                  random.split("parameters")));
      if (!variant.fromScratch()) {
        restore(recommender, start);
      }
      EncoderTuning tuning =
          EncoderTunings.create(
              variant.method(), variant.options(), clip.config(), random.split("tuning"));
      try (TransferTraining training =
          new TransferTraining(
              data,
              recommender,
              clip,
              tuning,
              content.content(context, folder, clip, data.items()),
              spec,
              random.split("heads"))) {
        TrialClock clock = new TrialClock(spec.training().epochs(), data.rows());
        TrainingLoop loop =
            new TrainingLoop(
                trial,
                spec.training(),
                training,
                random.split("training"),
                CheckpointFiles.in(checkpointDirectory, trial),
                clock);
        if (!variant.fromScratch()) {
          loop.startingFromItsState();
        }
        TrainingLoop.Outcome outcome =
            loop.run(TrainRecommenders.schedule(spec.training(), factory));
        TrainedRecommender tuned =
            TrainedRecommender.newBuilder(record(trial, training, outcome))
                .setEncoderTuning(
                    tuning.toRecord(
                        EncoderTunings.options(variant.method(), variant.options(), clip.config())))
                .build();
        return new FinishedTrial(tuned, clock.finish(trial, training));
      }
    }

    private static void restore(Recommender recommender, TrainedRecommender start) {
      Map<String, Tensor> saved = new HashMap<>();
      start.getParameters().forEach(tensor -> saved.put(tensor.getName(), tensor));
      for (Parameter parameter : recommender.parameters()) {
        Tensor tensor = saved.get(parameter.name());
        if (tensor == null) {
          throw new IllegalStateException(
              "stage one's " + start.getTrial() + " has no " + parameter.name());
        }
        parameter.value().set(TensorRecords.values(tensor));
      }
    }

    private static TrainedRecommender record(
        Trial trial, TransferTraining training, TrainingLoop.Outcome outcome) {
      List<Tensor> parameters = new ArrayList<>();
      training
          .recommender()
          .parameters()
          .forEach(p -> parameters.add(TensorRecords.of(p.name(), p.value())));
      FinalEmbeddings last = training.finalEmbeddings();
      long trainable = training.trained().stream().mapToLong(p -> p.value().size()).sum();
      return TrainedRecommender.newBuilder()
          .setTrial(trial)
          .setParameters(parameters)
          .setEmbeddings(
              List.of(
                  TensorRecords.of("image", training.imageEmbeddings()),
                  TensorRecords.of("text", training.textEmbeddings())))
          .setUserEmbeddings(TensorRecords.of("users", last.users()))
          .setItemEmbeddings(TensorRecords.of("items", last.items()))
          .setBestEpoch(outcome.bestEpoch())
          .setHistory(outcome.history())
          .setTrainableParameters(trainable)
          .setTotalParameters(trainable + training.frozenParameters())
          .build();
    }
  }
}
