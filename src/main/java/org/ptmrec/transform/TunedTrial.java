package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.Recommender;
import org.ptmrec.recommend.RecommenderFactory;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.TrainingLoop;
import org.ptmrec.schema.FinishedTrial;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tune.EncoderTuning;
import org.ptmrec.tune.EncoderTunings;
import org.ptmrec.tune.RoundRecords;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TransferTraining;
import org.ptmrec.tune.TuningReplica;
import org.ptmrec.tune.TuningRounds;
import org.ptmrec.tune.TuningVariant;

/** A trial of stage two: the training that it is, in one process or in rounds, and its result. */
final class TunedTrial {
  private final Trial trial;
  private final TuningVariant variant;
  private final TuningInputs inputs;
  private final TransferSpec spec;
  private final RecommenderFactory factory;
  private final RandomStream random;

  TunedTrial(Trial trial, TuningVariant variant, TuningInputs inputs) {
    this.trial = trial;
    this.variant = variant;
    this.inputs = inputs;
    spec = Trials.spec(variant, trial);
    factory = Recommenders.named(trial.getRecommender());
    // The same for all variants of a seed: these are compared pair by pair.
    random = RandomStream.ofSeed(trial.getSeed()).split(trial.getRecommender()).split("transfer");
  }

  TransferSpec spec() {
    return spec;
  }

  /**
   * The training before its first step.
   *
   * @param start stage one's result; null where all parameters will be overwritten
   */
  TransferTraining training(@Nullable TrainedRecommender start) {
    Recommender recommender =
        factory.create(
            new RecommenderFactory.Context(
                inputs.data(),
                trial.getHyperparameters(),
                inputs.embeddings(),
                spec.training().batch(),
                random.split("parameters")));
    if (start != null && !variant.fromScratch()) {
      restore(recommender, start);
    }
    EncoderTuning tuning =
        EncoderTunings.create(
            variant.method(), variant.options(), inputs.clip().config(), random.split("tuning"));
    return new TransferTraining(
        inputs.data(),
        recommender,
        inputs.clip(),
        tuning,
        inputs.content(),
        spec,
        random.split("heads"));
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

  /** The ordinary tuning, or all workers' rounds one after the other. */
  FinishedTrial tune(TrainedRecommender start, String checkpointDirectory) {
    return spec.rounds().isSpread()
        ? tuneInRounds(start, RoundFolders.in(checkpointDirectory, trial))
        : tuneAlone(start, checkpointDirectory);
  }

  private FinishedTrial tuneAlone(TrainedRecommender start, String checkpointDirectory) {
    try (TransferTraining training = training(start);
        TrialClock clock = new TrialClock(TrialWork.ofTuning(spec, inputs.data()))) {
      training.onEmbedded(clock::done);
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
      TrainingLoop.Outcome outcome = loop.run(schedule());
      return new FinishedTrial(record(training, outcome), clock.cost(trial, training));
    }
  }

  private TrainingLoop.LearningRate schedule() {
    return TrainRecommenders.schedule(spec.training(), factory);
  }

  private FinishedTrial tuneInRounds(TrainedRecommender start, RoundRecords records) {
    TuningRounds rounds = rounds(records);
    try (TuningReplica replica = new TuningReplica(training(start))) {
      begin(rounds, replica);
      workToTheEnd(rounds, replica);
      return finish(rounds, replica);
    }
  }

  private void workToTheEnd(TuningRounds rounds, TuningReplica replica) {
    long rows = (long) spec.training().epochs() * inputs.data().rows();
    try (RoundProgress progress = new RoundProgress(rounds, rows)) {
      while (!rounds.isOver()) {
        for (int worker = 0; worker < spec.rounds().workers(); worker++) {
          rounds.work(worker, replica, progress::done);
        }
        boolean unused = rounds.average(replica);
      }
    }
  }

  TuningRounds rounds(RoundRecords records) {
    return new TuningRounds(trial, spec, inputs.data().rows(), schedule(), records);
  }

  /** With a replica that holds stage one's result. */
  void begin(TuningRounds rounds, TuningReplica replica) {
    rounds.begin(replica, random.split("training"), !variant.fromScratch());
  }

  /** The result of rounds that are over. */
  FinishedTrial finish(TuningRounds rounds, TuningReplica replica) {
    TuningRounds.Result result = rounds.finish(replica);
    TransferTraining training = replica.training();
    return new FinishedTrial(
        record(training, result.outcome()),
        new TrialCost(
            trial,
            result.epochs(),
            result.secondsPerEpoch(),
            training.tensorBytes(),
            Backend.threads()));
  }

  private TrainedRecommender record(TransferTraining training, TrainingLoop.Outcome outcome) {
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
        .setEncoderTuning(
            training
                .tuning()
                .toRecord(
                    EncoderTunings.options(
                        variant.method(), variant.options(), inputs.clip().config())))
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
