package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.tune.EncoderTunings;
import org.ptmrec.tune.RoundSpec;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TuningVariant;

/** The keys of stage two, and the variants that they ask for. */
final class TuneParams {
  private static final TransferSpec DEFAULTS = TransferSpec.create();
  private static final Param<List<String>> METHODS =
      Param.texts(
              "methods", "Tuning methods, each with every recommender; prompt if nothing is said.")
          .optional()
          .checking(methods -> !methods.isEmpty(), "must name at least one")
          .checking(TrainStage::areDistinct, "must not name one twice");
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
  private static final Param<Boolean> REBUILD_GRAPHS =
      Param.flag(
              "rebuildGraphs", "Links similar items anew by their tuned embeddings after an epoch.")
          .or(DEFAULTS.rebuildGraphs());
  private static final Param<Boolean> FROM_SCRATCH =
      Param.flag("fromScratch", "Ablation: new recommender parameters instead of stage one's.")
          .or(false);
  private static final Param<Double> RECOMMENDER_RATE =
      Param.decimal(
              "recommenderRate", "", "Multiple of learningRate at which the recommender moves.")
          .or(DEFAULTS.recommenderRate())
          .atLeast(0.0);
  private static final Param<Double> ALIGNMENT_RATE =
      Param.decimal("alignmentRate", "", "Multiple of learningRate at which Eq. 12's layers move.")
          .or(DEFAULTS.alignmentRate())
          .atLeast(0.0);
  private static final Param<Integer> ALIGNMENT_EPOCHS =
      Param.integer("alignmentEpochs", "epochs", "In which Eq. 12's layers are fitted before all.")
          .or(DEFAULTS.alignmentEpochs())
          .atLeast(0);
  private static final Param<Map<String, Object>> GRID =
      Param.tree(
              "grid", "Values to try, as {ktWeight: [value, ...]}; the validation split chooses.")
          .or(Map.of());
  private static final Param<Map<String, Object>> VARIANTS =
      Param.tree(
              "variants",
              "To compare, as {NAME: {method: prompt, ktWeight: 0}}: a method, keys of this stage,"
                  + " options.")
          .or(Map.of());
  private static final Param<Integer> ENCODE_BATCH =
      Param.integer("encodeBatch", "items", "Encoded at a time when an epoch ends.")
          .or(DEFAULTS.encodeBatch())
          .atLeast(1);
  private static final Param<Boolean> RECOMPUTE =
      Param.flag(
              "recompute",
              "Keeps of an encoder's layer only its input and computes it again on the way back:"
                  + " a fraction of the memory, a third more time.")
          .or(DEFAULTS.recompute());
  private static final Param<Integer> WORKERS =
      Param.integer(
              "workers",
              "workers",
              "Over how many each trial is spread, in rounds whose results are averaged.")
          .or(DEFAULTS.rounds().workers())
          .atLeast(1);
  private static final Param<Integer> ROUND_STEPS =
      Param.integer(
              "roundSteps", "steps", "Of every worker's optimiser in a round; 0 for a whole epoch.")
          .or(DEFAULTS.rounds().steps())
          .atLeast(0);
  private static final Param<Double> OUTER_RATE =
      Param.decimal(
              "outerRate",
              "",
              "How far a round moves towards the workers' average; 1: all the way.")
          .or(DEFAULTS.rounds().outerRate())
          .checking(rate -> rate > 0, "must be more than 0");
  private static final Param<Double> OUTER_MOMENTUM =
      Param.decimal("outerMomentum", "", "Nesterov's, from round to round.")
          .or(DEFAULTS.rounds().outerMomentum())
          .checking(momentum -> momentum >= 0 && momentum < 1, "must be from 0 to below 1");

  /** The key that only a variant has. */
  private static final String METHOD = "method";

  /** What a variant may set for itself. */
  private static final ImmutableList<Param<?>> OF_A_VARIANT =
      ImmutableList.of(
          EPOCHS,
          PATIENCE,
          BATCH,
          ACCUMULATE,
          LEARNING_RATE,
          RECOMMENDER_RATE,
          ALIGNMENT_RATE,
          ALIGNMENT_EPOCHS,
          KT_WEIGHT,
          TEMPERATURE,
          MEAN_OVER_PAIRS,
          DETACH_USER,
          ENCODE_NEGATIVES,
          REBUILD_GRAPHS,
          FROM_SCRATCH,
          ENCODE_BATCH,
          RECOMPUTE,
          WORKERS,
          ROUND_STEPS,
          OUTER_RATE,
          OUTER_MOMENTUM,
          GRID);

  static final ImmutableList<Param<?>> ALL =
      ImmutableList.<Param<?>>builder()
          .add(ClipParam.CLIP, METHODS, OPTIONS, PROMPTS, DEPTH)
          .addAll(OF_A_VARIANT)
          .add(VARIANTS, TrainStage.MAX_FAILURE_RATE)
          .build();

  private TuneParams() {}

  /**
   * One of every method, and those that are written out.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static List<TuningVariant> variants(Parameters parameters) {
    Map<String, TuningVariant> variants = new TreeMap<>();
    Map<String, Object> written = parameters.get(VARIANTS);
    List<String> methods =
        parameters.find(METHODS).orElse(written.isEmpty() ? List.of("prompt") : List.of());
    for (String method : methods) {
      variants.put(method, variant(method, method, parameters, Map.of()));
    }
    written.forEach(
        (name, node) -> {
          checkArgument(node instanceof Map, "variants.%s must be a mapping of keys", name);
          checkArgument(
              name.matches("[A-Za-z0-9][A-Za-z0-9 ._-]*") && !name.equals("none"),
              "variants.%s: letters, digits, space, dot, - and _ make a name, and none is taken",
              name);
          Map<String, Object> keys = new LinkedHashMap<>();
          ((Map<?, ?>) node).forEach((key, value) -> keys.put((String) key, value));
          Object method = Optional.ofNullable(keys.remove(METHOD)).orElse("prompt");
          TuningVariant before =
              variants.put(name, variant(name, method.toString(), parameters, keys));
          checkArgument(before == null, "variants.%s has the name of a method", name);
        });
    checkArgument(!variants.isEmpty(), "methods and variants are both empty");
    parameters
        .get(OPTIONS)
        .keySet()
        .forEach(
            method ->
                checkArgument(
                    variants.values().stream().anyMatch(v -> v.method().equals(method)),
                    "options.%s is given, but there is no method %s",
                    method,
                    method));
    return List.copyOf(variants.values());
  }

  private static TuningVariant variant(
      String name, String method, Parameters parameters, Map<String, Object> own) {
    checkArgument(
        EncoderTunings.names().contains(method),
        "unknown tuning method '%s'; there are %s",
        method,
        String.join(", ", EncoderTunings.names()));
    VariantParameters read = new VariantParameters(parameters, name, own, OF_A_VARIANT);
    Map<String, List<Double>> grid = TrainStage.values("grid", read.get(GRID));
    // A value that the variant sets itself is not tried.
    grid.keySet().removeIf(key -> !own.containsKey(GRID.name()) && own.containsKey(key));
    TransferSpec spec = spec(read);
    grid.forEach((key, values) -> values.forEach(value -> spec.with(key, value)));
    return new TuningVariant(
        name,
        method,
        options(method, parameters, read.others()),
        spec,
        grid,
        read.get(FROM_SCRATCH));
  }

  private static TransferSpec spec(Parameters parameters) {
    TrainingSpec training =
        DEFAULTS
            .training()
            .withEpochs(parameters.get(EPOCHS))
            .withPatience(parameters.get(PATIENCE))
            .withBatch(parameters.get(BATCH))
            .withLearningRate(parameters.get(LEARNING_RATE));
    return DEFAULTS
        .withTraining(training)
        .withAccumulate(parameters.get(ACCUMULATE))
        .withRecommenderRate(parameters.get(RECOMMENDER_RATE))
        .withAlignmentRate(parameters.get(ALIGNMENT_RATE))
        .withAlignmentEpochs(parameters.get(ALIGNMENT_EPOCHS))
        .withKtWeight(parameters.get(KT_WEIGHT))
        .withTemperature(parameters.get(TEMPERATURE))
        .withMeanOverPairs(parameters.get(MEAN_OVER_PAIRS))
        .withDetachUser(parameters.get(DETACH_USER))
        .withEncodeNegatives(parameters.get(ENCODE_NEGATIVES))
        .withRebuildGraphs(parameters.get(REBUILD_GRAPHS))
        .withEncodeBatch(parameters.get(ENCODE_BATCH))
        .withRecompute(parameters.get(RECOMPUTE))
        .withRounds(
            new RoundSpec(
                parameters.get(WORKERS),
                parameters.get(ROUND_STEPS),
                parameters.get(OUTER_RATE),
                parameters.get(OUTER_MOMENTUM)));
  }

  private static Map<String, Object> options(
      String method, Parameters parameters, Map<String, Object> own) {
    Map<String, Object> options = new HashMap<>();
    if (parameters.get(OPTIONS).get(method) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> options.put((String) key, value));
    }
    if (method.equals("prompt")) {
      parameters.find(PROMPTS).ifPresent(value -> options.put("prompts", value));
      parameters.find(DEPTH).ifPresent(value -> options.put("depth", value));
    }
    options.putAll(own);
    return options;
  }

  /** One epoch, at most one of alignment, and no grid: of the stage as of every variant. */
  static ChangedParameters forPing(Parameters parameters) {
    Map<String, Object> variants = new LinkedHashMap<>(parameters.get(VARIANTS));
    variants.replaceAll((name, keys) -> variantForPing((Map<?, ?>) keys));
    return new ChangedParameters(parameters)
        .with(EPOCHS, 1)
        .with(ALIGNMENT_EPOCHS, Math.min(parameters.get(ALIGNMENT_EPOCHS), 1))
        .with(GRID, Map.of())
        .with(VARIANTS, variants);
  }

  private static Map<Object, Object> variantForPing(Map<?, ?> keys) {
    Map<Object, Object> shortened = new LinkedHashMap<>(keys);
    shortened.remove(EPOCHS.name());
    shortened.remove(GRID.name());
    shortened.computeIfPresent(
        ALIGNMENT_EPOCHS.name(), (key, epochs) -> Math.min(ALIGNMENT_EPOCHS.parse(epochs), 1L));
    return shortened;
  }
}
