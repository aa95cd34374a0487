package org.ptmrec.report;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.schema.FailedTrial;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.QualityVerdict;
import org.ptmrec.schema.Recommendation;
import org.ptmrec.schema.SliceMetric;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserMetrics;

/** What a report is made from. Records that are not given are taken to be none. */
@AutoValue
public abstract class ReportInput {
  public abstract RunSummary run();

  public abstract Records<User> users();

  public abstract Records<Item> items();

  public abstract Records<Interaction> interactions();

  public abstract Records<ItemImage> itemImages();

  public abstract Records<Image> images();

  public abstract Records<FetchFailure> failures();

  public abstract Records<TokenizedText> texts();

  /** Of both stages. */
  public abstract Records<TrainedRecommender> trained();

  public abstract Records<MetricValue> metrics();

  public abstract Records<SliceMetric> slices();

  public abstract Records<UserMetrics> userMetrics();

  /** Of both stages, as {@link #trained}. */
  public abstract Records<TrialCost> costs();

  public abstract Records<FailedTrial> failedTrials();

  /** Of the quality gate. */
  public abstract Records<QualityVerdict> verdicts();

  /** Under the encoder as it came. */
  public abstract Records<ItemEmbedding> embeddings();

  /** How many items are drawn into maps; 0 for no maps. */
  public abstract int mapItems();

  public abstract Records<Recommendation> recommendations();

  /**
   * @param manifests of the artifacts that the run consists of, in the order of the pipeline
   * @throws IllegalArgumentException if there are none
   */
  public static Builder builder(List<Manifest> manifests) {
    return new AutoValue_ReportInput.Builder()
        .setRun(RunSummary.of(manifests))
        .setUsers(Records.none())
        .setItems(Records.none())
        .setInteractions(Records.none())
        .setItemImages(Records.none())
        .setImages(Records.none())
        .setFailures(Records.none())
        .setTexts(Records.none())
        .setTrained(Records.none())
        .setMetrics(Records.none())
        .setSlices(Records.none())
        .setUserMetrics(Records.none())
        .setCosts(Records.none())
        .setFailedTrials(Records.none())
        .setVerdicts(Records.none())
        .setEmbeddings(Records.none())
        .setMapItems(0)
        .setRecommendations(Records.none());
  }

  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder setRun(RunSummary run);

    public abstract Builder setUsers(Records<User> users);

    public abstract Builder setItems(Records<Item> items);

    public abstract Builder setInteractions(Records<Interaction> interactions);

    public abstract Builder setItemImages(Records<ItemImage> itemImages);

    public abstract Builder setImages(Records<Image> images);

    public abstract Builder setFailures(Records<FetchFailure> failures);

    public abstract Builder setTexts(Records<TokenizedText> texts);

    public abstract Builder setTrained(Records<TrainedRecommender> trained);

    public abstract Builder setMetrics(Records<MetricValue> metrics);

    public abstract Builder setSlices(Records<SliceMetric> slices);

    public abstract Builder setUserMetrics(Records<UserMetrics> userMetrics);

    public abstract Builder setCosts(Records<TrialCost> costs);

    public abstract Builder setFailedTrials(Records<FailedTrial> failedTrials);

    public abstract Builder setVerdicts(Records<QualityVerdict> verdicts);

    public abstract Builder setMapItems(int items);

    public abstract Builder setEmbeddings(Records<ItemEmbedding> embeddings);

    public abstract Builder setRecommendations(Records<Recommendation> recommendations);

    public abstract ReportInput build();
  }
}
