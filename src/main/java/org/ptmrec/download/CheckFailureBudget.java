package org.ptmrec.download;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.ItemImage;

/** Ends the pipeline with the reasons if too many items are without their picture. */
final class CheckFailureBudget extends PTransform<PCollectionTuple, PDone> {
  private static final String FOUND = "";

  private final double maxFailureRate;

  CheckFailureBudget(double maxFailureRate) {
    this.maxFailureRate = maxFailureRate;
  }

  @Override
  public PDone expand(PCollectionTuple input) {
    PCollection<String> found =
        input
            .get(FetchImages.ITEM_IMAGES)
            .apply(
                "Found",
                MapElements.into(TypeDescriptors.strings()).via((ItemImage image) -> FOUND));
    PCollection<String> failed =
        input
            .get(FetchImages.FAILURES)
            .apply(
                "Reasons",
                MapElements.into(TypeDescriptors.strings())
                    .via((FetchFailure failure) -> failure.getReason().name()));
    PCollectionView<Map<String, Long>> counts =
        PCollectionList.of(found)
            .and(failed)
            .apply("Together", Flatten.pCollections())
            .apply("Count", Count.perElement())
            .apply("As a map", View.asMap());
    input
        .getPipeline()
        .apply("Budget", Create.of(maxFailureRate))
        .apply("Compare", ParDo.of(new CompareFn(counts)).withSideInputs(counts));
    return PDone.in(input.getPipeline());
  }

  private static class CompareFn extends DoFn<Double, Void> {
    private final PCollectionView<Map<String, Long>> counts;

    CompareFn(PCollectionView<Map<String, Long>> counts) {
      this.counts = counts;
    }

    @ProcessElement
    public void compare(@Element Double maxFailureRate, ProcessContext context) {
      Map<String, Long> failed = new HashMap<>(context.sideInput(counts));
      long items = failed.values().stream().mapToLong(Long::longValue).sum();
      failed.remove(FOUND);
      FailureBudgetExceededException.check(items, failed, maxFailureRate);
    }
  }
}
