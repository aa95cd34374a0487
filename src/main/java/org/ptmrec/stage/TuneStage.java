package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.transform.ContentViews;
import org.ptmrec.transform.TuneRecommenders;
import org.ptmrec.tune.EncoderTunings;
import org.ptmrec.tune.TransferSpec;

/** Stage two of the paper's framework: knowledge transfer into a tuned encoder (§2.3, §2.4). */
@AutoService(Stage.class)
public final class TuneStage implements Stage {
  static final String NAME = "tune";
  static final Output<TrainedRecommender> TUNED =
      Output.of("tuned", TrainedRecommender.class, TrainStage.BY_TRIAL).withShards(4);

  private static final TransferSpec DEFAULTS = TransferSpec.create();
  private static final Param<List<String>> METHODS =
      Param.texts("methods", "Tuning methods; each is tried with every recommender.")
          .or(List.of("prompt"))
          .checking(methods -> !methods.isEmpty(), "must name at least one");
  private static final Param<Map<String, Object>> OPTIONS =
      Param.tree("options", "Options by method, such as {lora: {rank: 8}}.").or(Map.of());
  private static final Param<Integer> PROMPTS =
      Param.integer("prompts", "tokens", "Short for options.prompt.prompts.").optional();
  private static final Param<Integer> DEPTH =
      Param.integer("depth", "layers", "Short for options.prompt.depth.").optional();
  private static final Param<Integer> EPOCHS =
      Param.integer("epochs", "epochs", "Most passes over the training rows.")
          .or(DEFAULTS.training().epochs())
          .atLeast(1);
  private static final Param<Integer> PATIENCE =
      Param.integer("patience", "epochs", "How many without a better validation are waited for.")
          .or(DEFAULTS.training().patience())
          .atLeast(1);
  private static final Param<Integer> BATCH =
      Param.integer("batch", "rows", "Training rows whose items are encoded at a time.")
          .or(DEFAULTS.training().batch())
          .atLeast(2);
  private static final Param<Integer> ACCUMULATE =
      Param.integer("accumulate", "batches", "Batches whose gradients make one step.")
          .or(DEFAULTS.accumulate())
          .atLeast(1);
  private static final Param<Double> LEARNING_RATE =
      Param.decimal("learningRate", "", "Of Adam.")
          .or(DEFAULTS.training().learningRate())
          .atLeast(0.0);
  private static final Param<Double> KT_WEIGHT =
      Param.decimal("ktWeight", "", "Weight of the knowledge-transfer loss (Eq. 13).")
          .or(DEFAULTS.ktWeight())
          .atLeast(0.0);
  private static final Param<Double> TEMPERATURE =
      Param.decimal("temperature", "", "Divides the logits of Eqs. 11 and 12.")
          .or(DEFAULTS.temperature())
          .atLeast(1e-6);
  private static final Param<Boolean> MEAN_OVER_PAIRS =
      Param.flag("meanOverPairs", "Divides the divergence by batch x batch, not by batch.")
          .or(DEFAULTS.meanOverPairs());
  private static final Param<Boolean> DETACH_USER =
      Param.flag("detachUser", "Stops the gradient into the users in Eq. 12.")
          .or(DEFAULTS.detachUser());
  private static final Param<Boolean> ENCODE_NEGATIVES =
      Param.flag("encodeNegatives", "Encodes the sampled negatives live as well.")
          .or(DEFAULTS.encodeNegatives());
  private static final Param<Boolean> FROM_SCRATCH =
      Param.flag("fromScratch", "Ablation: new recommender parameters instead of stage one's.")
          .or(false);
  private static final Param<Integer> ENCODE_BATCH =
      Param.integer("encodeBatch", "items", "Encoded at a time when an epoch ends.")
          .or(DEFAULTS.encodeBatch())
          .atLeast(1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Tunes the encoder and the trained recommenders together, with knowledge transfer.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(
        ClipParam.CLIP,
        METHODS,
        OPTIONS,
        PROMPTS,
        DEPTH,
        EPOCHS,
        PATIENCE,
        BATCH,
        ACCUMULATE,
        LEARNING_RATE,
        KT_WEIGHT,
        TEMPERATURE,
        MEAN_OVER_PAIRS,
        DETACH_USER,
        ENCODE_NEGATIVES,
        FROM_SCRATCH,
        ENCODE_BATCH);
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.required(IngestStage.NAME),
        Input.required(DownloadImagesStage.NAME),
        Input.required(TokenizeTextStage.NAME),
        Input.required(EncodeStage.NAME),
        Input.required(TrainStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(TUNED);
  }

  @Override
  public void check(Parameters parameters) {
    methods(parameters)
        .keySet()
        .forEach(
            name ->
                checkArgument(
                    EncoderTunings.names().contains(name),
                    "unknown tuning method '%s'; there are %s",
                    name,
                    String.join(", ", EncoderTunings.names())));
  }

  @Override
  public void build(StageContext context) {
    TrainingSpec training =
        DEFAULTS
            .training()
            .withEpochs(context.get(EPOCHS))
            .withPatience(context.get(PATIENCE))
            .withBatch(context.get(BATCH))
            .withLearningRate(context.get(LEARNING_RATE));
    TransferSpec spec =
        DEFAULTS
            .withTraining(training)
            .withAccumulate(context.get(ACCUMULATE))
            .withKtWeight(context.get(KT_WEIGHT))
            .withTemperature(context.get(TEMPERATURE))
            .withMeanOverPairs(context.get(MEAN_OVER_PAIRS))
            .withDetachUser(context.get(DETACH_USER))
            .withEncodeNegatives(context.get(ENCODE_NEGATIVES))
            .withEncodeBatch(context.get(ENCODE_BATCH));
    ContentViews content =
        ContentViews.of(
            context.read(TokenizeTextStage.NAME, TokenizeTextStage.TEXTS),
            context.read(DownloadImagesStage.NAME, DownloadImagesStage.ITEM_IMAGES),
            context.read(DownloadImagesStage.NAME, DownloadImagesStage.IMAGES));
    context.write(
        TUNED,
        context
            .read(TrainStage.NAME, TrainStage.TRAINED)
            .apply(
                "Tune",
                TuneRecommenders.on(
                        TrainStage.dataset(context), content, context.get(ClipParam.CLIP))
                    .withMethods(methods(context))
                    .withSpec(spec)
                    .fromScratch(context.get(FROM_SCRATCH))
                    .withCheckpointDirectory(context.workDirectory())));
  }

  private static Map<String, Map<String, Object>> methods(Parameters parameters) {
    Map<String, Map<String, Object>> methods = new TreeMap<>();
    for (String method : parameters.get(METHODS)) {
      Map<String, Object> options = new HashMap<>();
      if (parameters.get(OPTIONS).get(method) instanceof Map<?, ?> given) {
        given.forEach((key, value) -> options.put((String) key, value));
      }
      methods.put(method, options);
    }
    parameters
        .get(OPTIONS)
        .keySet()
        .forEach(
            method ->
                checkArgument(
                    methods.containsKey(method),
                    "options.%s is given, but methods has no %s",
                    method,
                    method));
    Map<String, Object> prompt = methods.getOrDefault("prompt", new HashMap<>());
    parameters.find(PROMPTS).ifPresent(value -> prompt.put("prompts", value));
    parameters.find(DEPTH).ifPresent(value -> prompt.put("depth", value));
    return methods;
  }
}
