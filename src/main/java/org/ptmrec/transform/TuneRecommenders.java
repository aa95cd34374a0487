package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipFolder;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.WorkerDevice;
import org.ptmrec.tune.TuningVariant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage two (paper §2.3 and §2.4): tunes the encoder together with every trained recommender that
 * reads embeddings, once in every variant. Recommenders of ids alone have nothing to tune and are
 * left out.
 *
 * <p>A trial is tuned in one slot. Where a variant asks for several workers, this transform does
 * their rounds one after the other, unless {@link TuneRounds} has done them before, spread over
 * slots and with the same checkpoint folder; the result is the same.
 */
@AutoValue
public abstract class TuneRecommenders
    extends PTransform<PCollection<TrainedRecommender>, TrialResults> {

  abstract DatasetViews dataset();

  abstract ContentViews content();

  abstract String clip();

  abstract List<TuningVariant> variants();

  abstract String checkpointDirectory();

  /**
   * Prompt tuning with its defaults.
   *
   * @param dataset with embeddings
   * @param clipFolder the model folder that made them
   */
  public static TuneRecommenders on(DatasetViews dataset, ContentViews content, String clipFolder) {
    checkArgument(dataset.embeddings() != null, "tuning needs a dataset with embeddings");
    return new AutoValue_TuneRecommenders.Builder()
        .setDataset(dataset)
        .setContent(content)
        .setClip(clipFolder)
        .setVariants(List.of(TuningVariant.of("prompt")))
        .setCheckpointDirectory("")
        .build();
  }

  /** What is compared; names must differ. */
  public TuneRecommenders withVariants(List<TuningVariant> variants) {
    checkArgument(!variants.isEmpty(), "no variants");
    checkArgument(
        variants.stream().map(TuningVariant::name).distinct().count() == variants.size(),
        "two variants have the same name: %s",
        variants);
    return toBuilder().setVariants(variants).build();
  }

  /**
   * A folder on any of Beam's file systems from which a restarted trial goes on; empty for none.
   */
  public TuneRecommenders withCheckpointDirectory(String directory) {
    return toBuilder().setCheckpointDirectory(directory).build();
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setDataset(DatasetViews dataset);

    abstract Builder setContent(ContentViews content);

    abstract Builder setClip(String folder);

    abstract Builder setVariants(List<TuningVariant> variants);

    abstract Builder setCheckpointDirectory(String directory);

    abstract TuneRecommenders build();
  }

  @Override
  public TrialResults expand(PCollection<TrainedRecommender> trained) {
    List<PCollectionView<?>> views = new ArrayList<>(dataset().views());
    views.addAll(content().views());
    HashMap<String, TuningVariant> variants = Trials.byName(variants());
    return new TrialResults(
        trained
            .apply("Name variants", ParDo.of(new NameVariantsFn(variants())))
            .setCoder(AvroCoder.of(TrainedRecommender.class))
            .apply(
                "Count work",
                ParDo.of(
                        new CountWorkFn<>(
                            dataset(),
                            checkpointDirectory(),
                            TrainedRecommender::getTrial,
                            (trial, data) ->
                                TrialWork.ofTuning(
                                    Trials.spec(Trials.variant(variants, trial), trial), data)))
                    .withSideInputs(dataset().views()))
            .setCoder(AvroCoder.of(TrainedRecommender.class))
            .apply("Spread trials", Reshuffle.viaRandomKey())
            .apply(
                "Tune",
                ParDo.of(new TuneFn(this))
                    .withSideInputs(views)
                    .withOutputTags(TrialResults.TRAINED, TrialResults.OTHERS)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("clip", clip()))
        .add(DisplayData.item("variants", variants().toString()));
  }

  private static class TuneFn extends CountingFn<TrainedRecommender, TrainedRecommender> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(TuneRecommenders.class);
    private final DatasetViews dataset;
    private final ContentViews content;
    private final String clipFolder;
    private final HashMap<String, TuningVariant> variants;
    private final String checkpointDirectory;

    TuneFn(TuneRecommenders transform) {
      dataset = transform.dataset();
      content = transform.content();
      clipFolder = transform.clip();
      variants = Trials.byName(transform.variants());
      checkpointDirectory = transform.checkpointDirectory();
    }

    @ProcessElement
    public void tune(ProcessContext context) {
      Trial trial = context.element().getTrial();
      LOG.info("tunes {} on {}", Trials.key(trial), WorkerDevice.use());
      TrialResults.emit(
          context,
          trial,
          new FinishedTrials(checkpointDirectory),
          () ->
              new TunedTrial(trial, Trials.variant(variants, trial), inputs(context))
                  .tune(context.element(), checkpointDirectory));
    }

    private TuningInputs inputs(ProcessContext context) {
      TrainingData data = dataset.data(context);
      ModalEmbeddings embeddings = dataset.modal(context);
      if (embeddings == null) {
        throw new IllegalStateException("tuning needs a dataset with embeddings");
      }
      Clip clip = ClipFolder.shared(clipFolder).clip();
      return new TuningInputs(
          data,
          embeddings,
          clip,
          content.content(context, Path.of(clipFolder), clip, data.items()));
    }
  }
}
