package org.ptmrec.transform;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.User;
import org.ptmrec.schema.UserMetrics;

/**
 * The trial of a run that would be used, and how good it is for every user.
 *
 * @param value mean over users of the metric on the test split
 * @param byUser by the user's key, since two runs may number users differently
 */
public record JudgedTrial(Trial trial, double value, Map<String, Double> byUser) {
  private static final String VALIDATION = "valid";
  private static final String TEST = "test";

  /**
   * Finds the trial that is best on the validation split, baselines left out.
   *
   * @param recommender only this one; any if empty
   * @param tuning only under this variant; any if empty
   * @return empty if no trial is so
   */
  public static Optional<JudgedTrial> of(
      RecordFiles<MetricValue> metrics,
      RecordFiles<UserMetrics> userMetrics,
      RecordFiles<User> users,
      String metric,
      String recommender,
      String tuning) {
    BestTrial best = new BestTrial(metric);
    Map<String, Trial> trials = new HashMap<>();
    Map<String, Double> values = new HashMap<>();
    metrics.forEach(
        value -> {
          Trial trial = value.getTrial();
          boolean isWanted =
              value.getMetric().equals(metric)
                  && !trial.getRecommender().equals(EvaluateRecommenders.POPULARITY)
                  && !trial.getRecommender().equals(EvaluateRecommenders.RANDOM)
                  && (recommender.isEmpty() || recommender.equals(trial.getRecommender()))
                  && (tuning.isEmpty() || tuning.equals(trial.getTuning()));
          if (isWanted && value.getSplit().equals(VALIDATION)) {
            best.add(value);
            trials.put(Trials.key(trial), trial);
          } else if (isWanted && value.getSplit().equals(TEST)) {
            values.put(Trials.key(trial), value.getValue());
          }
        });
    return best.key()
        .flatMap(key -> Optional.ofNullable(trials.get(key)))
        .map(
            trial ->
                new JudgedTrial(
                    trial,
                    values.getOrDefault(Trials.key(trial), 0.0),
                    byUser(trial, userMetrics, users, metric)));
  }

  private static Map<String, Double> byUser(
      Trial trial, RecordFiles<UserMetrics> userMetrics, RecordFiles<User> users, String metric) {
    Map<Integer, String> ids = new HashMap<>();
    users.forEach(user -> ids.put(user.getUser(), user.getUserId()));
    Map<String, Double> byUser = new TreeMap<>();
    userMetrics.forEach(
        user -> {
          Double value = user.getValues().get(metric);
          String id = ids.get(user.getUser());
          if (value != null
              && id != null
              && user.getSplit().equals(TEST)
              && user.getTrial().equals(trial)) {
            byUser.put(id, value);
          }
        });
    return byUser;
  }
}
