package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ptmrec.recommend.Recommenders;
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
    List<String> trained =
        stages.apply(TrainStage.NAME).map(TrainStage::recommenders).orElse(List.of());
    Optional<String> recommender = parameters.find(RECOMMENDER);
    check(RECOMMENDER, recommender, "recommender", trained);
    List<String> chosen = recommender.map(List::of).orElse(trained);
    check(
        TUNING,
        parameters.find(TUNING),
        "variant of " + String.join(", ", chosen),
        variants(chosen, stages));
  }

  private static ImmutableList<String> variants(
      List<String> recommenders, Function<String, Optional<Parameters>> stages) {
    ImmutableList.Builder<String> variants = ImmutableList.<String>builder().add(Trials.UNTUNED);
    Optional<Parameters> tune = stages.apply(TuneStage.NAME);
    if (tune.isPresent()
        && recommenders.stream().anyMatch(name -> Recommenders.named(name).usesFeatures())) {
      TuneStage.variants(tune.get()).stream().map(TuningVariant::name).forEach(variants::add);
    }
    return variants.build();
  }

  private static void check(
      Param<String> param, Optional<String> chosen, String kind, List<String> made) {
    checkArgument(
        chosen.isEmpty() || made.contains(chosen.get()),
        "%s: the pipeline makes no %s '%s', only '%s'",
        param.name(),
        kind,
        chosen.orElse(""),
        String.join("', '", made));
  }
}
