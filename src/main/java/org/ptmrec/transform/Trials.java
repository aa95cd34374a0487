package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ptmrec.artifact.Digests;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.schema.Trial;
import org.ptmrec.tune.TransferSpec;
import org.ptmrec.tune.TuningVariant;

/** Lists of what to train. */
public final class Trials {
  /** The tuning of a stage-one trial. */
  public static final String UNTUNED = "none";

  /** Before the names of stage two's hyper-parameters, to tell them from the recommender's. */
  private static final String TRANSFER = "transfer.";

  /** Names of files have 255 bytes; endings and names of unfinished files follow. */
  private static final int LONGEST_NAME = 160;

  private static final int DIGITS = 16;

  private Trials() {}

  /**
   * Every combination of seed and hyper-parameter values of every recommender.
   *
   * @param grid values to try by recommender and hyper-parameter; what is left out has its default
   */
  public static List<Trial> expand(
      List<String> recommenders, List<Long> seeds, Map<String, Map<String, List<Double>>> grid) {
    List<Trial> trials = new ArrayList<>();
    for (String recommender : recommenders) {
      for (Map<String, Double> changed :
          combinations(new TreeMap<>(grid.getOrDefault(recommender, Map.of())))) {
        Map<String, Double> all = Recommenders.hyperparameters(recommender, changed);
        for (long seed : seeds) {
          trials.add(new Trial(recommender, new TreeMap<>(all), seed, UNTUNED));
        }
      }
    }
    return trials;
  }

  /** Every combination of one value each; one empty combination of no values. */
  static List<Map<String, Double>> combinations(TreeMap<String, List<Double>> values) {
    List<Map<String, Double>> combinations = new ArrayList<>();
    combinations.add(new HashMap<>());
    values.forEach(
        (name, tried) -> {
          List<Map<String, Double>> longer = new ArrayList<>();
          for (Map<String, Double> shorter : combinations) {
            for (double value : tried) {
              Map<String, Double> next = new HashMap<>(shorter);
              next.put(name, value);
              longer.add(next);
            }
          }
          combinations.clear();
          combinations.addAll(longer);
        });
    return combinations;
  }

  /** A stage-one trial under a variant of stage two, once for every setting of its grid. */
  public static List<Trial> tuned(Trial start, TuningVariant variant) {
    List<Trial> trials = new ArrayList<>();
    for (Map<String, Double> setting : combinations(new TreeMap<>(variant.grid()))) {
      Map<String, Double> all = new TreeMap<>(start.getHyperparameters());
      setting.forEach((name, value) -> all.put(TRANSFER + name, value));
      trials.add(new Trial(start.getRecommender(), all, start.getSeed(), variant.name()));
    }
    return trials;
  }

  /** A map that can be part of a serialized function. */
  static HashMap<String, TuningVariant> byName(List<TuningVariant> variants) {
    HashMap<String, TuningVariant> byName = new HashMap<>();
    variants.forEach(variant -> byName.put(variant.name(), variant));
    return byName;
  }

  /** The variant of a trial of {@link #tuned}. */
  static TuningVariant variant(Map<String, TuningVariant> byName, Trial trial) {
    TuningVariant variant = byName.get(trial.getTuning());
    if (variant == null) {
      throw new IllegalStateException("no variant " + trial.getTuning());
    }
    return variant;
  }

  /** How a trial of {@link #tuned} tunes. */
  static TransferSpec spec(TuningVariant variant, Trial trial) {
    TransferSpec spec = variant.spec();
    for (Map.Entry<String, Double> value : trial.getHyperparameters().entrySet()) {
      if (value.getKey().startsWith(TRANSFER)) {
        spec = spec.with(value.getKey().substring(TRANSFER.length()), value.getValue());
      }
    }
    return spec;
  }

  /** The key, or what of it a name of a file has room for and a digest of the whole. */
  static String fileName(Trial trial) {
    String key = key(trial);
    return key.length() <= LONGEST_NAME
        ? key
        : key.substring(0, LONGEST_NAME - DIGITS - 1)
            + "-"
            + Digests.sha256(key).substring(0, DIGITS);
  }

  /** Says what a trial is, the same for equal trials. */
  public static String key(Trial trial) {
    String values =
        new TreeMap<>(trial.getHyperparameters())
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    return trial.getRecommender()
        + "-"
        + trial.getTuning()
        + "-seed"
        + trial.getSeed()
        + (values.isEmpty() ? "" : "-" + values);
  }
}
