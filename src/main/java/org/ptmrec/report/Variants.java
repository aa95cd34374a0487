package org.ptmrec.report;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.TreeMultimap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.ptmrec.schema.Trial;

/** Names trials as people tell them apart: only hyper-parameters that were varied are named. */
final class Variants {
  /** By recommender, in the order of the alphabet. */
  private final TreeMultimap<String, String> varied = TreeMultimap.create();

  Variants(Iterable<Trial> trials) {
    Map<List<String>, SetMultimap<String, Double>> settings = new HashMap<>();
    for (Trial trial : trials) {
      // Within one tuning method: stage two may carry hyper-parameters that stage one has not.
      var values =
          settings.computeIfAbsent(
              List.of(trial.getRecommender(), trial.getTuning()), key -> HashMultimap.create());
      trial.getHyperparameters().forEach(values::put);
    }
    settings.forEach(
        (key, values) ->
            values
                .asMap()
                .forEach(
                    (name, different) -> {
                      if (different.size() > 1) {
                        varied.put(key.get(0), name);
                      }
                    }));
  }

  Variant of(Trial trial) {
    StringJoiner settings = new StringJoiner(", ");
    for (String name : varied.get(trial.getRecommender())) {
      Double value = trial.getHyperparameters().get(name);
      if (value != null) {
        settings.add(name + "=" + Numbers.plain(value));
      }
    }
    return new Variant(trial.getRecommender(), settings.toString(), trial.getTuning());
  }
}
