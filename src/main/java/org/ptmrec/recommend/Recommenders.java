package org.ptmrec.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.ptmrec.artifact.UserErrorException;

/** All recommenders by name. */
public final class Recommenders {
  private static final Map<String, RecommenderFactory> BY_NAME = load();

  private Recommenders() {}

  private static Map<String, RecommenderFactory> load() {
    Map<String, RecommenderFactory> byName = new TreeMap<>();
    for (RecommenderFactory factory :
        ServiceLoader.load(RecommenderFactory.class, Recommenders.class.getClassLoader())) {
      byName.put(factory.name(), factory);
    }
    return byName;
  }

  public static List<String> names() {
    return new ArrayList<>(BY_NAME.keySet());
  }

  /**
   * @throws UserErrorException if there is no recommender of that name
   */
  public static RecommenderFactory named(String name) {
    RecommenderFactory factory = BY_NAME.get(name);
    if (factory == null) {
      throw new UserErrorException(
          "unknown recommender '" + name + "'; there are " + String.join(", ", names()));
    }
    return factory;
  }

  /**
   * The defaults of a recommender with {@code changed} values put over them.
   *
   * @throws UserErrorException if it has no hyper-parameter of a given name
   */
  public static Map<String, Double> hyperparameters(String name, Map<String, Double> changed) {
    Map<String, Double> all = new LinkedHashMap<>();
    named(name).hyperparameters().forEach(h -> all.put(h.name(), h.defaultValue()));
    changed.forEach(
        (key, value) -> {
          if (!all.containsKey(key)) {
            throw new UserErrorException(
                name + " has no hyper-parameter '" + key + "'; it has " + all.keySet());
          }
          all.put(key, value);
        });
    return all;
  }
}
