package org.ptmrec.transform;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.FailedTrial;

/** Ends the pipeline with the reasons if too many trials failed, or all of them. */
@AutoValue
abstract class CheckTrials extends PTransform<PCollectionTuple, PDone> {
  private static final int SHOWN = 5;

  abstract double maxFailureRate();

  /**
   * @param maxFailureRate share of the trials that may fail, 0 to 1
   */
  static CheckTrials atMost(double maxFailureRate) {
    checkArgument(
        maxFailureRate >= 0 && maxFailureRate <= 1,
        "maxFailureRate %s, expected 0 to 1",
        maxFailureRate);
    return new AutoValue_CheckTrials(maxFailureRate);
  }

  @Override
  public PDone expand(PCollectionTuple results) {
    PCollectionView<Iterable<FailedTrial>> failed =
        results.get(TrialResults.FAILED).apply("View failed", View.asIterable());
    PCollectionView<Long> trained =
        results
            .get(TrialResults.COSTS)
            .apply("Count trained", Count.globally())
            .apply("View count", View.asSingleton());
    results
        .getPipeline()
        .apply("Budget", Create.of(maxFailureRate()))
        .apply("Compare", ParDo.of(new CompareFn(failed, trained)).withSideInputs(failed, trained));
    return PDone.in(results.getPipeline());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("maxFailureRate", maxFailureRate()));
  }

  private static class CompareFn extends DoFn<Double, Void> {
    private final PCollectionView<Iterable<FailedTrial>> failed;
    private final PCollectionView<Long> trained;

    CompareFn(PCollectionView<Iterable<FailedTrial>> failed, PCollectionView<Long> trained) {
      this.failed = failed;
      this.trained = trained;
    }

    @ProcessElement
    public void compare(@Element Double maxFailureRate, ProcessContext context) {
      ImmutableList<FailedTrial> failures = ImmutableList.copyOf(context.sideInput(failed));
      long all = failures.size() + context.sideInput(trained);
      if (failures.size() > maxFailureRate * all || (failures.size() == all && all > 0)) {
        throw new UserErrorException(
            String.format(
                Locale.ROOT,
                "%d of %d trials failed, maxFailureRate is %s: %s",
                failures.size(),
                all,
                maxFailureRate,
                reasons(failures)));
      }
    }

    private static String reasons(ImmutableList<FailedTrial> failures) {
      String some =
          failures.stream()
              .map(f -> Trials.key(f.getTrial()) + " (" + f.getMessage() + ")")
              .sorted()
              .limit(SHOWN)
              .collect(Collectors.joining("; "));
      return failures.size() > SHOWN ? some + "; ..." : some;
    }
  }
}
