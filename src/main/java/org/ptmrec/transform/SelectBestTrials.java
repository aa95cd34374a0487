package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;

/**
 * Picks the hyper-parameters of each recommender, and of each variant of its tuning, by the mean
 * over seeds of recall@20 on the validation split at the best epoch, and keeps the trials that have
 * them. A setting of which fewer seeds are left than of another, because trials failed, is not
 * compared: a lucky seed is no mean. Among equals, the first in the order of their names wins.
 */
@AutoValue
public abstract class SelectBestTrials
    extends PTransform<PCollection<TrainedRecommender>, SelectBestTrials.Result> {
  private static final TupleTag<TrainedRecommender> BEST = new TupleTag<>("best") {};
  private static final TupleTag<MetricValue> VALIDATION = new TupleTag<>("validation") {};
  private static final String METRIC = "recall@20";

  public static SelectBestTrials create() {
    return new AutoValue_SelectBestTrials();
  }

  /** The trials that are kept, and the figures of all. */
  public static final class Result implements POutput {
    private final PCollection<TrainedRecommender> best;
    private final PCollection<MetricValue> validation;

    private Result(PCollection<TrainedRecommender> best, PCollection<MetricValue> validation) {
      this.best = best;
      this.validation = validation;
    }

    public PCollection<TrainedRecommender> getBest() {
      return best;
    }

    /** Metrics of every trial on the validation split at its best epoch. */
    public PCollection<MetricValue> getValidation() {
      return validation;
    }

    @Override
    public Pipeline getPipeline() {
      return best.getPipeline();
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      return Map.of(BEST, best, VALIDATION, validation);
    }

    @Override
    public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
  }

  @Override
  public Result expand(PCollection<TrainedRecommender> trained) {
    PCollection<MetricValue> validation =
        trained
            .apply("Validation", ParDo.of(new ValidationFn()))
            .setCoder(AvroCoder.of(MetricValue.class));
    PCollectionView<Iterable<MetricValue>> view = validation.apply(View.asIterable());
    return new Result(
        trained
            .apply("Keep best", ParDo.of(new KeepBestFn(view)).withSideInputs(view))
            .setCoder(AvroCoder.of(TrainedRecommender.class)),
        validation);
  }

  private static final class ValidationFn extends DoFn<TrainedRecommender, MetricValue> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void process(@Element TrainedRecommender trained, OutputReceiver<MetricValue> out) {
      for (EpochRecord epoch : trained.getHistory()) {
        if (epoch.getEpoch() == trained.getBestEpoch()) {
          new TreeMap<>(epoch.getValidation())
              .forEach(
                  (metric, value) ->
                      out.output(
                          MetricValue.newBuilder()
                              .setTrial(trained.getTrial())
                              .setSplit("valid")
                              .setMetric(metric)
                              .setValue(value)
                              .setUsers(trained.getUserEmbeddings().getShape().get(0))
                              .build()));
        }
      }
    }
  }

  private static final class KeepBestFn extends DoFn<TrainedRecommender, TrainedRecommender> {
    private static final long serialVersionUID = 1;
    private final PCollectionView<Iterable<MetricValue>> validation;

    KeepBestFn(PCollectionView<Iterable<MetricValue>> validation) {
      this.validation = validation;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      Trial trial = context.element().getTrial();
      if (new TreeMap<>(trial.getHyperparameters())
          .equals(best(trial, context.sideInput(validation)))) {
        context.output(context.element());
      }
    }

    private static Map<String, Double> best(Trial asked, Iterable<MetricValue> values) {
      // Sums by seed in a fixed order, so that every worker comes to the same choice.
      Map<String, TreeMap<Long, Double>> bySeed = new TreeMap<>();
      Map<String, Map<String, Double>> settings = new TreeMap<>();
      for (MetricValue value : values) {
        Trial trial = value.getTrial();
        if (trial.getRecommender().equals(asked.getRecommender())
            && trial.getTuning().equals(asked.getTuning())
            && value.getMetric().equals(METRIC)) {
          TreeMap<String, Double> sorted = new TreeMap<>(trial.getHyperparameters());
          settings.put(sorted.toString(), sorted);
          bySeed
              .computeIfAbsent(sorted.toString(), unused -> new TreeMap<>())
              .put(trial.getSeed(), value.getValue());
        }
      }
      return bySeed.entrySet().stream()
          .max(
              Map.Entry.<String, TreeMap<Long, Double>>comparingByValue(BestTrial.bySeedsAndMean())
                  .thenComparing(
                      Map.Entry.<String, TreeMap<Long, Double>>comparingByKey().reversed()))
          .map(best -> settings.getOrDefault(best.getKey(), Map.of()))
          .orElse(Map.of());
    }
  }
}
