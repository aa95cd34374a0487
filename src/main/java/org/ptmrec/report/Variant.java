package org.ptmrec.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

/**
 * What a report compares: a recommender under a tuning method, whatever the seed.
 *
 * @param hyperparameters those in which this variant differs from others of the same recommender,
 *     such as {@code dropout=0.8}; empty when there is but one setting
 * @param tuning none, or the tuning method
 */
public record Variant(String recommender, String hyperparameters, String tuning) {
  static final String UNTUNED = "none";

  private static final ImmutableSet<String> BASELINES = ImmutableSet.of("popularity", "random");

  public boolean tuned() {
    return !tuning.equals(UNTUNED);
  }

  /** Whether this learns nothing and only says what is easy. */
  public boolean baseline() {
    return BASELINES.contains(Ascii.toLowerCase(recommender));
  }

  /** The same recommender with the encoder as it came. */
  public Variant untuned() {
    return new Variant(recommender, hyperparameters, UNTUNED);
  }

  /** Recommender and hyper-parameters, without the tuning method. */
  public String base() {
    return hyperparameters.isEmpty() ? recommender : recommender + " (" + hyperparameters + ")";
  }

  public String label() {
    return tuned() ? base() + "+PTM (" + tuning + ")" : base();
  }
}
