package org.ptmrec.price;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.PipelineSpec.Step;
import org.ptmrec.price.Precedents.TrialPrecedent;
import org.ptmrec.price.RecommenderCosts.Cost;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.Trial;
import org.ptmrec.stage.IngestStage;
import org.ptmrec.stage.TrainStage;
import org.ptmrec.stage.TuneStage;
import org.ptmrec.transform.Trials;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TuningVariant;

/** Stage one and stage two: trials times epochs. */
final class TrialPrices {
  private final DatasetSize size;
  private final Precedents earlier;
  private final EncoderRate encoder;
  private final int epochs;
  private final List<Trial> trials;
  private final TrainingSpec training;
  private final List<TuningVariant> variants;
  private final RecommenderCosts costs;

  /** The encoder, if the pipeline has one, and how fast this machine computes. */
  interface EncoderRate {
    EncoderCost cost();

    /** Of 10^9 operations of the towers. */
    double seconds(double gigaflop);
  }

  TrialPrices(
      PipelineSpec pipeline,
      DatasetSize size,
      Precedents earlier,
      Machine machine,
      EncoderRate encoder,
      int width,
      int epochs) {
    this.size = size;
    this.earlier = earlier;
    this.encoder = encoder;
    this.epochs = epochs;
    Optional<Step> train = find(pipeline, TrainStage.NAME);
    this.trials = train.map(step -> TrainStage.trials(step.settings())).orElse(List.of());
    this.training =
        train.map(step -> TrainStage.spec(step.settings())).orElse(TrainingSpec.create());
    this.variants =
        find(pipeline, TuneStage.NAME)
            .map(step -> TuneStage.variants(step.settings()))
            .orElse(List.of());
    double share =
        find(pipeline, IngestStage.NAME)
            .map(step -> PipelinePrice.number(step, "split.train"))
            .orElse(0.8);
    this.costs =
        new RecommenderCosts(earlier, machine, size, size.rows(share), training.batch(), width);
  }

  private static Optional<Step> find(PipelineSpec pipeline, String stage) {
    return pipeline.steps().stream().filter(step -> step.name().equals(stage)).findFirst();
  }

  StagePrice train() {
    double seconds = 0;
    long tensors = 0;
    long saved = 0;
    Set<String> bases = new LinkedHashSet<>();
    int most = Math.min(epochs, training.epochs());
    for (Trial trial : trials) {
      Cost cost = cost(trial);
      seconds += cost.once() + most * cost.epoch();
      tensors = Math.max(tensors, cost.tensors());
      bases.add(cost.basis());
    }
    for (Trial chosen : chosen()) {
      saved += RecordBytes.trained(cost(chosen).saved(), most);
    }
    return new StagePrice(
        TrainStage.NAME,
        OptionalDouble.of(seconds),
        OptionalLong.of(tensors),
        OptionalLong.of(saved),
        "%,d trials of %,d epochs, each recommender's %s"
            .formatted(trials.size(), most, String.join(" or ", bases)));
  }

  private Cost cost(Trial trial) {
    return costs.of(trial.getRecommender(), trial.getHyperparameters());
  }

  /** What the validation split will leave of stage one: the first of each grid stands for it. */
  List<Trial> chosen() {
    Map<String, Trial> chosen = new LinkedHashMap<>();
    trials.forEach(
        trial -> chosen.putIfAbsent(trial.getRecommender() + " " + trial.getSeed(), trial));
    return List.copyOf(chosen.values());
  }

  /** What it will leave of stage two. */
  List<Trial> chosenTuned() {
    List<Trial> tuned = new ArrayList<>();
    for (Trial start : tunable()) {
      variants.forEach(variant -> tuned.add(Trials.tuned(start, variant).get(0)));
    }
    return tuned;
  }

  private List<Trial> tunable() {
    return chosen().stream()
        .filter(trial -> Recommenders.named(trial.getRecommender()).usesFeatures())
        .toList();
  }

  StagePrice tune(RecordBytes bytes) {
    double seconds = 0;
    long tensors = 0;
    long saved = 0;
    int count = 0;
    int most = 0;
    Set<String> bases = new LinkedHashSet<>();
    for (Trial start : tunable()) {
      Cost recommender = cost(start);
      for (TuningVariant variant : variants) {
        Tuned tuned = tuned(start, variant, recommender);
        int several = Trials.tuned(start, variant).size();
        int of = Math.min(epochs, variant.spec().training().epochs());
        seconds += several * (tuned.once() + of * tuned.epoch());
        tensors = Math.max(tensors, tuned.tensors());
        saved +=
            RecordBytes.trained(recommender.saved(), of)
                + bytes.tuned(encoder.cost().trained(variant));
        count += several;
        most = Math.max(most, of);
        bases.add(tuned.basis());
      }
    }
    return new StagePrice(
        TuneStage.NAME,
        OptionalDouble.of(seconds),
        OptionalLong.of(tensors),
        OptionalLong.of(saved),
        "%,d trials of %,d epochs, %s".formatted(count, most, String.join(" or ", bases)));
  }

  private record Tuned(double once, double epoch, long tensors, String basis) {}

  private Tuned tuned(Trial start, TuningVariant variant, Cost recommender) {
    return earlier
        .trial(
            TuneStage.NAME,
            start.getRecommender(),
            variant.name(),
            size,
            variant.spec().training().batch())
        .map(this::scaled)
        .orElseGet(() -> counted(variant, recommender));
  }

  private Tuned scaled(TrialPrecedent trial) {
    double ratio = (double) size.interactions() / trial.precedent().size().interactions();
    double epoch = trial.cost().getSecondsPerEpoch() * ratio;
    return new Tuned(0, epoch, trial.cost().getTensorBytes(), trial.precedent().when());
  }

  private Tuned counted(TuningVariant variant, Cost recommender) {
    TransferSpec spec = variant.spec();
    int batch = spec.training().batch();
    double steps = costs.steps(batch);
    double live = distinct(spec.encodeNegatives() ? 2 * batch : batch);
    double all = encoder.seconds(size.items() * encoder.cost().gigaflop());
    double step =
        encoder.seconds(live * encoder.cost().gigaflopWithBackward(spec.recompute()))
            + recommender.step();
    long tensors =
        recommender.tensors()
            + encoder.cost().memoryWithBackward((int) Math.ceil(live), spec.recompute());
    return new Tuned(
        recommender.once() + all,
        steps * step + all + recommender.validation(),
        tensors,
        "%.1f GFLOP an item (%s)".formatted(encoder.cost().gigaflop(), encoder.cost().name()));
  }

  /** How many items so many rows have at most: as if all were equally popular. */
  private double distinct(int rows) {
    return size.items() * (1 - Math.pow(1 - 1.0 / size.items(), rows));
  }

  /** Seconds in which one trained recommender ranks all items for all users. */
  Optional<Double> ranking() {
    return costs.ranking();
  }
}
