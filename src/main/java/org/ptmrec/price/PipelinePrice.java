package org.ptmrec.price;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Part;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.PipelineSpec.Step;
import org.ptmrec.price.Precedents.Precedent;
import org.ptmrec.schema.Trial;
import org.ptmrec.stage.DownloadImagesStage;
import org.ptmrec.stage.EncodePrefixStage;
import org.ptmrec.stage.EncodeStage;
import org.ptmrec.stage.EvaluateStage;
import org.ptmrec.stage.IngestStage;
import org.ptmrec.stage.RecommendStage;
import org.ptmrec.stage.TokenizeTextStage;
import org.ptmrec.stage.TrainStage;
import org.ptmrec.stage.TuneStage;

/**
 * Predicts what the stages of a pipeline will take. Time comes from the last run of a stage on this
 * machine that the store has, scaled by the work, or else from counted work and measured rates;
 * bytes come from the records' layout. All trials are taken to need all of their epochs.
 */
public final class PipelinePrice {
  /** The share of the matrix product's rate that the towers reach, as bench encode shows. */
  private static final double TOWERS = 0.75;

  /** Guesses, for where no earlier run of this machine tells. */
  private static final double INTERACTIONS_PER_SECOND = 20_000;

  private static final double TEXTS_PER_SECOND = 1_000;

  private final DatasetSize size;
  private final Precedents earlier;
  private final Machine machine;
  private final Optional<EncoderCost> encoder;
  private final RecordBytes bytes;
  private final TrialPrices trials;
  private double gigaflops;

  /**
   * @param epochs that a trial is expected to take at most, whatever its key {@code epochs} says
   */
  public PipelinePrice(
      PipelineSpec pipeline, ArtifactStore store, DatasetSize size, Machine machine, int epochs) {
    this.size = size;
    this.earlier = new Precedents(store);
    this.machine = machine;
    this.encoder =
        pipeline.steps().stream()
            .flatMap(step -> Optional.ofNullable(step.inputFiles().get("clip")).stream())
            .findFirst()
            .map(EncoderCost::of);
    int width = encoder.map(EncoderCost::width).orElse(0);
    this.bytes = new RecordBytes(size, width);
    this.trials = new TrialPrices(pipeline, size, earlier, machine, new Rate(), width, epochs);
  }

  private final class Rate implements TrialPrices.EncoderRate {
    @Override
    public EncoderCost cost() {
      return encoder.orElseThrow();
    }

    @Override
    public double seconds(double gigaflop) {
      if (gigaflops == 0) {
        gigaflops = machine.gigaflops();
      }
      return gigaflop / (TOWERS * gigaflops);
    }
  }

  /** Of a stage that would run. */
  public StagePrice of(Step step) {
    return switch (step.name()) {
      case IngestStage.NAME ->
          linear(
              step,
              DatasetSize::interactions,
              size.interactions() / INTERACTIONS_PER_SECOND,
              bytes.ingest(),
              "%,.0f interactions a second".formatted(INTERACTIONS_PER_SECOND));
      case DownloadImagesStage.NAME -> download(step);
      case TokenizeTextStage.NAME ->
          linear(
              step,
              DatasetSize::items,
              size.items() / TEXTS_PER_SECOND,
              bytes.tokens(),
              "%,.0f texts a second".formatted(TEXTS_PER_SECOND));
      case EncodeStage.NAME -> encode(step);
      case EncodePrefixStage.NAME -> encodePrefix(step);
      case TrainStage.NAME -> trials.train();
      case TuneStage.NAME -> trials.tune(bytes);
      case EvaluateStage.NAME -> evaluate(step);
      case RecommendStage.NAME ->
          byUsers(step, OptionalLong.of(bytes.recommendations((int) number(step, "count"))));
      default -> byUsers(step, OptionalLong.empty());
    };
  }

  /** As an earlier run, in proportion to some number; if there is none, as given. */
  private StagePrice linear(
      Step step, ToDoubleFunction<DatasetSize> work, double seconds, long artifact, String basis) {
    return earlier
        .last(step.name(), manifest -> true)
        .map(precedent -> scaled(precedent, work))
        .orElseGet(
            () ->
                new StagePrice(
                    step.name(),
                    OptionalDouble.of(seconds),
                    OptionalLong.empty(),
                    OptionalLong.of(artifact),
                    basis));
  }

  private StagePrice scaled(Precedent precedent, ToDoubleFunction<DatasetSize> work) {
    double ratio = work.applyAsDouble(size) / work.applyAsDouble(precedent.size());
    return new StagePrice(
        precedent.manifest().stage(),
        OptionalDouble.of(precedent.seconds() * ratio),
        OptionalLong.empty(),
        OptionalLong.of(Math.round(precedent.manifest().size() * ratio)),
        "%s, %.3g times the work".formatted(precedent.when(), ratio));
  }

  private StagePrice download(Step step) {
    double rate = number(step, "perHost.rate");
    return linear(
        step,
        DatasetSize::items,
        size.items() / rate,
        bytes.pictures(),
        "one host at %.3g requests a second, %,d KB a picture"
            .formatted(rate, RecordBytes.PICTURE / 1000));
  }

  private StagePrice encode(Step step) {
    if (step.inputFiles().containsKey("imageFeatures")) {
      return unknown(step, OptionalLong.of(bytes.embeddings()), "embeddings are read from files");
    }
    EncoderCost cost = encoder.orElseThrow();
    Optional<StagePrice> again =
        earlier.last(EncodeStage.NAME, alike(step)).map(found -> scaled(found, DatasetSize::items));
    double gigaflop = size.items() * cost.gigaflop();
    return new StagePrice(
        step.name(),
        again
            .map(StagePrice::seconds)
            .orElseGet(() -> OptionalDouble.of(new Rate().seconds(gigaflop))),
        OptionalLong.of(cost.memory((int) number(step, "batch"))),
        OptionalLong.of(bytes.embeddings()),
        again.map(StagePrice::basis).orElseGet(() -> counted(cost)));
  }

  private StagePrice encodePrefix(Step step) {
    EncoderCost cost = encoder.orElseThrow();
    double share = cost.share((int) number(step, "layers"));
    return new StagePrice(
        step.name(),
        OptionalDouble.of(new Rate().seconds(size.items() * share * cost.gigaflop())),
        OptionalLong.of(cost.memory((int) number(step, "batch"))),
        OptionalLong.of(bytes.prefixes(cost)),
        counted(cost));
  }

  private static String counted(EncoderCost cost) {
    return "%.1f GFLOP an item (%s)".formatted(cost.gigaflop(), cost.name());
  }

  /** Made by the same encoder, and not taken over from an artifact before. */
  private static Predicate<Manifest> alike(Step step) {
    return manifest ->
        Objects.equals(step.configuration().get("clip"), manifest.configuration().get("clip"))
            && manifest.counters().getOrDefault("EncodeImages/reused-images", 0L) == 0;
  }

  private StagePrice evaluate(Step step) {
    List<Trial> all = new ArrayList<>(trials.chosen());
    all.addAll(trials.chosenTuned());
    int metrics = step.configuration().get("metrics") instanceof List<?> names ? names.size() : 0;
    long artifact = bytes.evaluations(all, metrics, (int) number(step, "recommendations"));
    double rankings = (double) size.users() * size.items() * all.size();
    return earlier
        .last(step.name(), manifest -> true)
        .map(
            found ->
                new StagePrice(
                    step.name(),
                    OptionalDouble.of(found.seconds() * rankings / rankings(found)),
                    OptionalLong.empty(),
                    OptionalLong.of(artifact),
                    found.when() + ", by users times items times trials"))
        .orElseGet(
            () ->
                new StagePrice(
                    step.name(),
                    trials
                        .ranking()
                        .map(seconds -> OptionalDouble.of(2 * seconds * all.size()))
                        .orElseGet(OptionalDouble::empty),
                    OptionalLong.empty(),
                    OptionalLong.of(artifact),
                    "%,d trials, a ranking of all users measured now".formatted(all.size())));
  }

  /** Users times items times trials of an evaluation: every user has two splits. */
  private static double rankings(Precedent precedent) {
    long records =
        precedent.manifest().partsOf("user-metrics").stream().mapToLong(Part::records).sum();
    return records / 2.0 * precedent.size().items();
  }

  /**
   * As an earlier run, in proportion to the users; if there is none, without a time.
   *
   * @param artifact bytes
   */
  private StagePrice byUsers(Step step, OptionalLong artifact) {
    return earlier
        .last(step.name(), manifest -> true)
        .map(found -> scaled(found, DatasetSize::users))
        .orElseGet(() -> unknown(step, artifact, "no earlier run"));
  }

  private static StagePrice unknown(Step step, OptionalLong artifact, String basis) {
    return new StagePrice(
        step.name(), OptionalDouble.empty(), OptionalLong.empty(), artifact, basis);
  }

  static double number(Step step, String key) {
    return step.configuration().get(key) instanceof Number number ? number.doubleValue() : 0;
  }
}
