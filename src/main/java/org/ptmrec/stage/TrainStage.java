package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.transform.DatasetViews;
import org.ptmrec.transform.SelectBestTrials;
import org.ptmrec.transform.TrainRecommenders;
import org.ptmrec.transform.TrialResults;
import org.ptmrec.transform.Trials;

/** Stage one of the paper's framework: recommenders on frozen embeddings (§2.2). */
@AutoService(Stage.class)
public final class TrainStage implements Stage {
  public static final String NAME = "train";
  static final RecordKey<TrainedRecommender> BY_TRIAL =
      RecordKey.text(trained -> Trials.key(trained.getTrial()));
  public static final Output<TrainedRecommender> TRAINED =
      Output.of("trained", TrainedRecommender.class, BY_TRIAL).withShards(4);
  static final RecordKey<MetricValue> BY_METRIC =
      RecordKey.text(value -> Trials.key(value.getTrial()) + " " + value.getMetric());
  static final RecordKey<FailedTrial> BY_FAILED_TRIAL =
      RecordKey.text(failed -> Trials.key(failed.getTrial()));
  static final RecordKey<TrialCost> BY_TIMED_TRIAL =
      RecordKey.text(cost -> Trials.key(cost.getTrial()));
  static final Output<MetricValue> VALIDATION =
      Output.of("validation", MetricValue.class, BY_METRIC);
  static final Output<FailedTrial> FAILED =
      Output.of("failed", FailedTrial.class, BY_FAILED_TRIAL).asObserved();

  /** Times and memory of all trials, those of a grid among them. */
  public static final Output<TrialCost> COSTS =
      Output.of("costs", TrialCost.class, BY_TIMED_TRIAL).asObserved();

  static final Param<Double> MAX_FAILURE_RATE =
      Param.decimal("maxFailureRate", "share", "Of the trials; if more fail, the stage fails.")
          .or(0.0)
          .operational()
          .atLeast(0.0)
          .atMost(1.0);

  private static final TrainingSpec DEFAULTS = TrainingSpec.create();
  private static final Param<List<String>> RECOMMENDERS =
      Param.texts("recommenders", "Names of the recommenders to train.")
          .checking(names -> !names.isEmpty(), "must name at least one")
          .checking(TrainStage::areDistinct, "must not name one twice");
  private static final Param<List<Long>> SEEDS =
      Param.integers("seeds", "", "Every recommender is trained once with each.")
          .or(List.of(999L))
          .checking(seeds -> !seeds.isEmpty(), "must have at least one")
          .checking(TrainStage::areDistinct, "must not have one twice");
  private static final Param<Integer> EPOCHS =
      Param.integer("epochs", "epochs", "Most passes over the training rows.")
          .or(DEFAULTS.epochs())
          .atLeast(1);
  private static final Param<Integer> PATIENCE =
      Param.integer("patience", "epochs", "How many without a better validation are waited for.")
          .or(DEFAULTS.patience())
          .atLeast(1);
  private static final Param<Integer> BATCH =
      Param.integer("batch", "rows", "Training rows a step.").or(DEFAULTS.batch()).atLeast(1);
  private static final Param<Double> LEARNING_RATE =
      Param.decimal("learningRate", "", "Of Adam.").or(DEFAULTS.learningRate()).atLeast(0.0);
  private static final Param<Map<String, Object>> GRID =
      Param.tree("grid", "Values to try, as {RECOMMENDER: {hyperParameter: [value, ...]}}.")
          .or(Map.of());
  private static final Param<Integer> CHECKPOINT_EVERY =
      Param.integer("checkpointEvery", "epochs", "How often the state is saved.")
          .or(DEFAULTS.checkpointEvery())
          .operational()
          .atLeast(1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Trains recommenders on the frozen embeddings; the validation split picks the best.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(
        RECOMMENDERS,
        SEEDS,
        EPOCHS,
        PATIENCE,
        BATCH,
        LEARNING_RATE,
        GRID,
        CHECKPOINT_EVERY,
        MAX_FAILURE_RATE);
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.required(IngestStage.NAME), Input.optional(EncodeStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(TRAINED, VALIDATION, FAILED, COSTS);
  }

  @Override
  public void check(Parameters parameters) {
    try {
      trials(parameters);
    } catch (UserErrorException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public Parameters forPing(Parameters parameters, String dataset) {
    return new ChangedParameters(parameters)
        .with(SEEDS, parameters.get(SEEDS).subList(0, 1))
        .with(EPOCHS, 1)
        .with(GRID, Map.of())
        .with(MAX_FAILURE_RATE, 0.0);
  }

  @Override
  public void build(StageContext context) {
    List<String> needing =
        context.get(RECOMMENDERS).stream()
            .filter(name -> Recommenders.named(name).usesFeatures())
            .toList();
    if (!needing.isEmpty() && !context.has(EncodeStage.NAME)) {
      throw new UserErrorException(
          "stage train: "
              + String.join(", ", needing)
              + " need embeddings; add the stages download-images, tokenize-text and encode");
    }
    TrialResults results =
        context
            .pipeline()
            .apply("Trials", Create.of(trials(context)).withCoder(AvroCoder.of(Trial.class)))
            .apply(
                "Train",
                TrainRecommenders.on(dataset(context))
                    .withSpec(spec(context))
                    .withCheckpointDirectory(context.workDirectory()));
    SelectBestTrials.Result best = results.getTrained().apply("Select", SelectBestTrials.create());
    context.write(TRAINED, best.getBest());
    context.write(VALIDATION, best.getValidation());
    context.write(FAILED, results.getFailed());
    context.write(COSTS, results.getCosts());
    results.check(context.get(MAX_FAILURE_RATE));
  }

  /** The dataset as far as there is one: embeddings only behind a stage encode. */
  static DatasetViews dataset(StageContext context) {
    PCollection<Interaction> interactions =
        context.read(IngestStage.NAME, IngestStage.INTERACTIONS);
    return context.has(EncodeStage.NAME)
        ? DatasetViews.of(interactions, context.read(EncodeStage.NAME, EncodeStage.EMBEDDINGS))
        : DatasetViews.of(interactions);
  }

  /** How a stage of these parameters trains. */
  public static TrainingSpec spec(Parameters parameters) {
    return DEFAULTS
        .withEpochs(parameters.get(EPOCHS))
        .withPatience(parameters.get(PATIENCE))
        .withBatch(parameters.get(BATCH))
        .withLearningRate(parameters.get(LEARNING_RATE))
        .withCheckpointEvery(parameters.get(CHECKPOINT_EVERY));
  }

  static List<String> recommenders(Parameters parameters) {
    return parameters.get(RECOMMENDERS);
  }

  /** What a stage of these parameters trains, before the validation split has chosen. */
  public static List<Trial> trials(Parameters parameters) {
    return Trials.expand(
        parameters.get(RECOMMENDERS), parameters.get(SEEDS), grid(parameters.get(GRID)));
  }

  private static Map<String, Map<String, List<Double>>> grid(Map<String, Object> tree) {
    Map<String, Map<String, List<Double>>> grid = new TreeMap<>();
    tree.forEach(
        (recommender, values) -> {
          Recommenders.named(recommender);
          checkArgument(
              values instanceof Map, "grid.%s must be a mapping of hyper-parameters", recommender);
          grid.put(recommender, values("grid." + recommender, (Map<?, ?>) values));
        });
    return grid;
  }

  /** Equal trials would be in each other's way. */
  static boolean areDistinct(List<?> values) {
    return new HashSet<>(values).size() == values.size();
  }

  /** Lists of numbers by name; a single number is a list of one. */
  static Map<String, List<Double>> values(String where, Map<?, ?> tree) {
    Map<String, List<Double>> tried = new TreeMap<>();
    tree.forEach((name, list) -> tried.put((String) name, numbers(where + "." + name, list)));
    return tried;
  }

  private static List<Double> numbers(String where, Object values) {
    List<?> list = values instanceof List<?> several ? several : List.of(values);
    checkArgument(
        !list.isEmpty() && list.stream().allMatch(Number.class::isInstance),
        "%s must be a number or a list of numbers, was %s",
        where,
        values);
    List<Double> numbers = list.stream().map(value -> ((Number) value).doubleValue()).toList();
    checkArgument(areDistinct(numbers), "%s must not have a number twice, was %s", where, values);
    return numbers;
  }
}
