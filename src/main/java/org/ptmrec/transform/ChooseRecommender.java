package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.TreeSet;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;

/**
 * Keeps the one trained recommender that is best on the validation split: of the best mean over
 * seeds of recall@20, the best seed. Its training state is left out; what ranks is kept.
 */
@AutoValue
public abstract class ChooseRecommender
    extends PTransform<PCollection<TrainedRecommender>, PCollection<TrainedRecommender>> {
  private static final String METRIC = "recall@20";

  abstract PCollection<MetricValue> validation();

  abstract String recommender();

  abstract String tuning();

  /**
   * @param validation of all trials, as {@link SelectBestTrials} gives it
   */
  public static ChooseRecommender by(PCollection<MetricValue> validation) {
    return new AutoValue_ChooseRecommender(validation, "", "");
  }

  /** Only this one, such as VBPR; any if empty. */
  public ChooseRecommender withRecommender(String recommender) {
    return new AutoValue_ChooseRecommender(validation(), recommender, tuning());
  }

  /** Only under this variant of stage two, or none for stage one; any if empty. */
  public ChooseRecommender withTuning(String tuning) {
    return new AutoValue_ChooseRecommender(validation(), recommender(), tuning);
  }

  @Override
  public PCollection<TrainedRecommender> expand(PCollection<TrainedRecommender> trained) {
    PCollectionView<Iterable<MetricValue>> view =
        validation().apply("View validation", View.asIterable());
    return trained
        .apply(
            "Keep the best",
            ParDo.of(new KeepFn(view, recommender(), tuning())).withSideInputs(view))
        .setCoder(AvroCoder.of(TrainedRecommender.class));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("recommender", recommender()))
        .add(DisplayData.item("tuning", tuning()));
  }

  private static class KeepFn extends DoFn<TrainedRecommender, TrainedRecommender> {
    private final PCollectionView<Iterable<MetricValue>> validation;
    private final String recommender;
    private final String tuning;

    KeepFn(PCollectionView<Iterable<MetricValue>> validation, String recommender, String tuning) {
      this.validation = validation;
      this.recommender = recommender;
      this.tuning = tuning;
    }

    @ProcessElement
    public void keep(ProcessContext context) {
      BestTrial best = new BestTrial(METRIC);
      TreeSet<String> others = new TreeSet<>();
      for (MetricValue value : context.sideInput(validation)) {
        Trial trial = value.getTrial();
        if (isWanted(trial)) {
          best.add(value);
        }
        others.add(trial.getRecommender() + " tuned " + trial.getTuning());
      }
      String wanted =
          best.key()
              .orElseThrow(
                  () ->
                      new UserErrorException(
                          "no trained recommender is '%s' tuned '%s'; there are %s"
                              .formatted(recommender, tuning, String.join(", ", others))));
      if (Trials.key(context.element().getTrial()).equals(wanted)) {
        context.output(
            TrainedRecommender.newBuilder(context.element())
                .setParameters(List.of())
                .setEncoderTuning(null)
                .build());
      }
    }

    private boolean isWanted(Trial trial) {
      return (recommender.isEmpty() || recommender.equals(trial.getRecommender()))
          && (tuning.isEmpty() || tuning.equals(trial.getTuning()));
    }
  }
}
