package org.ptmrec.report;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.ptmrec.schema.QualityVerdict;

/** Everything that a report shows; nothing is left to compute. */
@AutoValue
public abstract class ReportData {
  public abstract RunSummary run();

  public abstract DataSummary data();

  /** On the test split. */
  public abstract MetricTable metrics();

  /** On the validation split, which early stopping has seen. */
  public abstract MetricTable validation();

  /** Of the test split. */
  public abstract SliceTable slices();

  /** Of tuned variants with what they are to be better than. */
  public abstract ImmutableList<Comparison> comparisons();

  /** One, of a run with a quality gate. */
  public abstract ImmutableList<QualityVerdict> verdicts();

  public abstract ImmutableList<LearningCurve> curves();

  /** The cheapest variant first, those without a time last. */
  public abstract ImmutableList<VariantCost> costs();

  public abstract ImmutableList<FailedTraining> failedTrials();

  public abstract ImmutableList<NeighbourExample> neighbours();

  /** One for each setting; the untuned one first. */
  public abstract ImmutableList<EmbeddingMap> maps();

  /** The most frequent reason first. */
  public abstract ImmutableList<FailureGroup> failures();

  public abstract ImmutableList<ExampleUser> examples();

  /** Small JPEGs of the pictures of all cards, by digest. */
  public abstract ImmutableMap<String, Thumbnail> pictures();

  public static Builder builder() {
    return new AutoValue_ReportData.Builder().setVerdicts(ImmutableList.of());
  }

  /** Every part but verdicts is required: a report that silently lacks one would mislead. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setRun(RunSummary run);

    public abstract Builder setData(DataSummary data);

    public abstract Builder setMetrics(MetricTable metrics);

    public abstract Builder setValidation(MetricTable validation);

    public abstract Builder setSlices(SliceTable slices);

    public abstract Builder setComparisons(Iterable<Comparison> comparisons);

    public abstract Builder setVerdicts(Iterable<QualityVerdict> verdicts);

    public abstract Builder setCosts(Iterable<VariantCost> costs);

    public abstract Builder setFailedTrials(Iterable<FailedTraining> failed);

    public abstract Builder setMaps(Iterable<EmbeddingMap> maps);

    public abstract Builder setNeighbours(Iterable<NeighbourExample> neighbours);

    public abstract Builder setCurves(Iterable<LearningCurve> curves);

    public abstract Builder setFailures(Iterable<FailureGroup> failures);

    public abstract Builder setExamples(Iterable<ExampleUser> examples);

    public abstract Builder setPictures(ImmutableMap<String, Thumbnail> pictures);

    public abstract ReportData build();
  }
}
