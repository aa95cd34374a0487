package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.transform.ContentViews;
import org.ptmrec.transform.SelectBestTrials;
import org.ptmrec.transform.TrialResults;
import org.ptmrec.transform.TuneRecommenders;
import org.ptmrec.transform.TuneRounds;
import org.ptmrec.transform.TuningFiles;
import org.ptmrec.tune.TuningVariant;

/** Stage two of the paper's framework: knowledge transfer into a tuned encoder (§2.3, §2.4). */
@AutoService(Stage.class)
public final class TuneStage implements Stage {
  public static final String NAME = "tune";
  static final Output<TrainedRecommender> TUNED =
      Output.of("tuned", TrainedRecommender.class, TrainStage.BY_TRIAL).withShards(4);
  static final Output<MetricValue> VALIDATION =
      Output.of("validation", MetricValue.class, TrainStage.BY_METRIC);

  static final Output<FailedTrial> FAILED =
      Output.of("failed", FailedTrial.class, TrainStage.BY_FAILED_TRIAL).asObserved();
  static final Output<TrialCost> COSTS =
      Output.of("costs", TrialCost.class, TrainStage.BY_TIMED_TRIAL).asObserved();

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
    return TuneParams.ALL;
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.required(IngestStage.NAME),
        Input.required(DownloadImagesStage.NAME),
        Input.required(TokenizeTextStage.NAME),
        Input.required(EncodeStage.NAME),
        Input.required(TrainStage.NAME),
        Input.optional(EncodePrefixStage.NAME));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(TUNED, VALIDATION, FAILED, COSTS);
  }

  @Override
  public void check(Parameters parameters) {
    TuneParams.variants(parameters);
  }

  @Override
  public void checkBeside(Parameters parameters, Function<String, Optional<Parameters>> stages) {
    checkArgument(
        stages.apply(EncodeStage.NAME).stream().noneMatch(EncodeStage::readsFeatures),
        "encode.imageFeatures and encode.textFeatures are given, but what is tuned is an encoder"
            + " whose embeddings stage one was trained on; leave these two keys out, or the stage"
            + " tune");
  }

  @Override
  public Parameters forPing(Parameters parameters, String dataset) {
    return TuneParams.forPing(parameters).with(TrainStage.MAX_FAILURE_RATE, 0.0);
  }

  /** What a stage of these parameters compares. */
  public static List<TuningVariant> variants(Parameters parameters) {
    return TuneParams.variants(parameters);
  }

  @Override
  public void checkFiles(Parameters parameters) {
    ClipParam.checkFolder(parameters.get(ClipParam.CLIP));
  }

  @Override
  public void build(StageContext context) {
    List<TuningVariant> variants = TuneParams.variants(context);
    if (variants.stream().anyMatch(variant -> variant.spec().rounds().isSpread())) {
      tuneInRounds(context, variants);
    }
    ContentViews content =
        ContentViews.of(
            context.read(TokenizeTextStage.NAME, TokenizeTextStage.TEXTS),
            context.read(DownloadImagesStage.NAME, DownloadImagesStage.ITEM_IMAGES),
            context.read(DownloadImagesStage.NAME, DownloadImagesStage.IMAGES));
    if (context.has(EncodePrefixStage.NAME)) {
      content =
          content.withPrefixes(context.read(EncodePrefixStage.NAME, EncodePrefixStage.PREFIXES));
    }
    TrialResults results =
        context
            .read(TrainStage.NAME, TrainStage.TRAINED)
            .apply(
                "Tune",
                TuneRecommenders.on(
                        TrainStage.dataset(context), content, context.get(ClipParam.CLIP))
                    .withVariants(variants)
                    .withCheckpointDirectory(context.workDirectory()));
    SelectBestTrials.Result best = results.getTrained().apply("Select", SelectBestTrials.create());
    context.write(TUNED, best.getBest());
    context.write(VALIDATION, best.getValidation());
    context.write(FAILED, results.getFailed());
    context.write(COSTS, results.getCosts());
    results.check(context.get(TrainStage.MAX_FAILURE_RATE));
  }

  /** Pipelines of rounds, until all trials that are spread over workers have left their results. */
  private static void tuneInRounds(StageContext context, List<TuningVariant> variants) {
    String folder = context.workDirectory();
    TuneRounds rounds = TuneRounds.of(files(context), variants, folder);
    Set<String> before;
    Set<String> after = TuneRounds.unfinished(folder);
    do {
      before = after;
      context.run(
          () -> {
            var unused = context.read(TrainStage.NAME, TrainStage.TRAINED).apply("Tune", rounds);
          });
      after = TuneRounds.unfinished(folder);
      if (!after.isEmpty() && after.equals(before)) {
        throw new IllegalStateException("a pipeline has ended without a round: " + after);
      }
    } while (!after.isEmpty());
  }

  private static TuningFiles files(StageContext context) {
    return new TuningFiles(
        context.get(ClipParam.CLIP),
        context.files(IngestStage.NAME, IngestStage.INTERACTIONS),
        context.files(EncodeStage.NAME, EncodeStage.EMBEDDINGS),
        context.files(TokenizeTextStage.NAME, TokenizeTextStage.TEXTS),
        context.files(DownloadImagesStage.NAME, DownloadImagesStage.ITEM_IMAGES),
        context.files(DownloadImagesStage.NAME, DownloadImagesStage.IMAGES),
        context.has(EncodePrefixStage.NAME)
            ? context.files(EncodePrefixStage.NAME, EncodePrefixStage.PREFIXES)
            : null);
  }
}
