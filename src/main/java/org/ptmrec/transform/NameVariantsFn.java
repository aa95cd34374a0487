package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.Trial;
import org.ptmrec.tune.TuningVariant;

/**
 * One element a recommender that reads embeddings, variant and setting of the variant's grid, each
 * with the stage-one result that it starts from.
 */
final class NameVariantsFn extends DoFn<TrainedRecommender, TrainedRecommender> {
  private static final long serialVersionUID = 1;

  private final ArrayList<TuningVariant> variants;

  NameVariantsFn(List<TuningVariant> variants) {
    this.variants = new ArrayList<>(variants);
  }

  @ProcessElement
  public void name(@Element TrainedRecommender trained, OutputReceiver<TrainedRecommender> out) {
    if (Recommenders.named(trained.getTrial().getRecommender()).usesFeatures()) {
      for (TuningVariant variant : variants) {
        for (Trial trial : Trials.tuned(trained.getTrial(), variant)) {
          out.output(TrainedRecommender.newBuilder(trained).setTrial(trial).build());
        }
      }
    }
  }
}
