package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ptmrec.transform.Trials;
import org.ptmrec.tune.TuningVariant;

/** Which of the pipeline's trained recommenders a stage is about. */
final class TrialChoice {
  static final Param<String> RECOMMENDER =
      Param.text("recommender", "Which; by default the best on the validation split.").optional();
  static final Param<String> TUNING =
      Param.text("tuning", "Which variant of stage two, or none; by default the best.").optional();

  private TrialChoice() {}

  /**
   * Looks whether the pipeline will have made it.
   *
   * @param stages the parameters of each of the pipeline's stages, by name
   * @throws IllegalArgumentException naming the parameter and what there is
   */
  static void check(Parameters parameters, Function<String, Optional<Parameters>> stages) {
    Optional<List<String>> trained = stages.apply(TrainStage.NAME).map(TrainStage::recommenders);
    if (trained.isPresent()) {
      check("recommender", parameters.find(RECOMMENDER), trained.get());
    }
    ImmutableList.Builder<String> variants = ImmutableList.<String>builder().add(Trials.UNTUNED);
    stages
        .apply(TuneStage.NAME)
        .ifPresent(
            tune ->
                TuneStage.variants(tune).stream().map(TuningVariant::name).forEach(variants::add));
    check("tuning", parameters.find(TUNING), variants.build());
  }

  private static void check(String key, Optional<String> chosen, List<String> made) {
    checkArgument(
        chosen.isEmpty() || made.contains(chosen.get()),
        "%s: the pipeline makes no '%s'; it makes %s",
        key,
        chosen.orElse(""),
        String.join(", ", made));
  }
}
