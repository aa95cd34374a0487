package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.ItemFeatures;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.Recommender;
import org.ptmrec.recommend.RecommenderFactory;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.StageOneTraining;
import org.ptmrec.recommend.TableFeatures;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.recommend.TrainingLoop;
import org.ptmrec.recommend.TrainingLoop.LearningRate;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.FinishedTrial;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;
import org.ptmrec.tensor.WorkerDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage one (paper §2.2): trains every trial on frozen embeddings. Trials spread over the workers'
 * slots; a trial trains in one.
 */
@AutoValue
public abstract class TrainRecommenders extends PTransform<PCollection<Trial>, TrialResults> {

  abstract DatasetViews dataset();

  abstract TrainingSpec spec();

  abstract String checkpointDirectory();

  /** Without checkpoints. */
  public static TrainRecommenders on(DatasetViews dataset) {
    return new AutoValue_TrainRecommenders(dataset, TrainingSpec.create(), "");
  }

  public TrainRecommenders withSpec(TrainingSpec spec) {
    return new AutoValue_TrainRecommenders(dataset(), spec, checkpointDirectory());
  }

  /**
   * A folder on any of Beam's file systems from which a restarted trial goes on; empty for none.
   */
  public TrainRecommenders withCheckpointDirectory(String directory) {
    return new AutoValue_TrainRecommenders(dataset(), spec(), directory);
  }

  @Override
  public TrialResults expand(PCollection<Trial> trials) {
    TrainingSpec spec = spec();
    return new TrialResults(
        trials
            .apply(
                "Count work",
                ParDo.of(
                        new CountWorkFn<Trial>(
                            dataset(),
                            checkpointDirectory(),
                            trial -> trial,
                            (trial, data) -> TrialWork.ofTraining(spec, data)))
                    .withSideInputs(dataset().views()))
            .apply("Spread trials", Reshuffle.viaRandomKey())
            .apply(
                "Train",
                ParDo.of(new TrainFn(dataset(), spec(), checkpointDirectory()))
                    .withSideInputs(dataset().views())
                    .withOutputTags(TrialResults.TRAINED, TrialResults.OTHERS)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("spec", spec().toString()));
  }

  private static class TrainFn extends CountingFn<Trial, TrainedRecommender> {
    private static final Logger LOG = LoggerFactory.getLogger(TrainRecommenders.class);
    private final DatasetViews dataset;
    private final TrainingSpec spec;
    private final String checkpointDirectory;

    TrainFn(DatasetViews dataset, TrainingSpec spec, String checkpointDirectory) {
      this.dataset = dataset;
      this.spec = spec;
      this.checkpointDirectory = checkpointDirectory;
    }

    @ProcessElement
    public void train(ProcessContext context) {
      Trial trial = context.element();
      LOG.info("trains {} on {}", Trials.key(trial), WorkerDevice.use());
      TrialResults.emit(
          context,
          trial,
          new FinishedTrials(checkpointDirectory),
          () -> trained(trial, dataset.data(context), dataset.modal(context)));
    }

    private FinishedTrial trained(Trial trial, TrainingData data, @Nullable ModalEmbeddings modal) {
      RecommenderFactory factory = Recommenders.named(trial.getRecommender());
      RandomStream random = RandomStream.ofSeed(trial.getSeed()).split(trial.getRecommender());
      Recommender recommender =
          factory.create(
              new RecommenderFactory.Context(
                  data,
                  trial.getHyperparameters(),
                  factory.usesFeatures() ? modal : null,
                  spec.batch(),
                  random.split("parameters")));
      TableFeatures tables =
          factory.usesFeatures() && modal != null
              ? new TableFeatures(modal, factory.trainsFeatures())
              : null;
      ItemFeatures features = tables == null ? NO_FEATURES : tables;
      List<Parameter> trainedTables = tables == null ? List.of() : tables.parameters();
      try (StageOneTraining training =
              new StageOneTraining(data, recommender, features, trainedTables, spec);
          TrialClock clock = new TrialClock(TrialWork.ofTraining(spec, data))) {
        TrainingLoop.Outcome outcome =
            new TrainingLoop(
                    trial,
                    spec,
                    training,
                    random.split("training"),
                    CheckpointFiles.in(checkpointDirectory, trial),
                    clock)
                .run(schedule(spec, factory));
        return new FinishedTrial(record(trial, training, outcome), clock.cost(trial, training));
      }
    }

    private static TrainedRecommender record(
        Trial trial, StageOneTraining training, TrainingLoop.Outcome outcome) {
      List<Tensor> parameters = new ArrayList<>();
      training.state().forEach((name, value) -> parameters.add(TensorRecords.of(name, value)));
      FinalEmbeddings last = training.finalEmbeddings();
      List<Parameter> all = training.trained();
      long total = all.stream().mapToLong(p -> p.value().size()).sum();
      long trainable =
          all.stream().filter(Parameter::isTrainable).mapToLong(p -> p.value().size()).sum();
      return TrainedRecommender.newBuilder()
          .setTrial(trial)
          .setParameters(parameters)
          .setEmbeddings(List.of())
          .setUserEmbeddings(TensorRecords.of("users", last.users()))
          .setItemEmbeddings(TensorRecords.of("items", last.items()))
          .setBestEpoch(outcome.bestEpoch())
          .setHistory(outcome.history())
          .setTrainableParameters(trainable)
          .setTotalParameters(total)
          .build();
    }
  }

  static LearningRate schedule(TrainingSpec spec, RecommenderFactory factory) {
    double[] decay = factory.learningRateDecay();
    return LearningRate.decaying(spec.learningRate(), decay[0], decay[1]);
  }

  /** For recommenders that read none. */
  private static final ItemFeatures NO_FEATURES =
      new ItemFeatures() {
        @Override
        public Var image(Tape tape) {
          throw new IllegalStateException("a recommender without embeddings asked for some");
        }

        @Override
        public Var text(Tape tape) {
          throw new IllegalStateException("a recommender without embeddings asked for some");
        }
      };
}
