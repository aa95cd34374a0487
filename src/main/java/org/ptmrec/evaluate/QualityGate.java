package org.ptmrec.evaluate;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides whether a run is good enough to be promoted. Nothing passes by accident: what is not
 * compared with a baseline passes only where there is none yet.
 *
 * @param minValue the least mean of the metric
 * @param minDelta the least mean difference to the baseline, user by user; below 0 it is a
 *     tolerance
 * @param significance where given, the run must be better than the baseline with a p-value of at
 *     most this
 */
public record QualityGate(double minValue, double minDelta, OptionalDouble significance) {

  /**
   * What was decided.
   *
   * @param reason one line for people
   * @param test empty where there was nothing to compare with
   */
  public record Decision(boolean passed, String reason, Optional<PairedTest> test) {}

  /** Of the first run, which has no baseline. */
  public Decision judge(double value) {
    return value < minValue
        ? tooLow(value, Optional.empty())
        : new Decision(true, "no run has been promoted before", Optional.empty());
  }

  /**
   * Compares user by user.
   *
   * @param value the run's mean over all its users
   * @param candidate the run's values of the users that both runs have, in the same order as
   * @param baseline the baseline's
   */
  public Decision judge(double value, double[] candidate, double[] baseline) {
    if (candidate.length < 2) {
      return new Decision(
          false,
          candidate.length + " users in common with the baseline: too few to compare",
          Optional.empty());
    }
    PairedTest test = PairedTest.of(candidate, baseline);
    Optional<PairedTest> made = Optional.of(test);
    if (value < minValue) {
      return tooLow(value, made);
    }
    if (test.difference() < minDelta) {
      return new Decision(false, "%s, less than %s".formatted(said(test), minDelta), made);
    }
    if (significance.isPresent()
        && !(test.difference() > 0 && test.p() <= significance.getAsDouble())) {
      return new Decision(
          false,
          "%s: not better at a level of %s".formatted(said(test), significance.getAsDouble()),
          made);
    }
    return new Decision(true, said(test), made);
  }

  private Decision tooLow(double value, Optional<PairedTest> test) {
    return new Decision(
        false, String.format(Locale.ROOT, "%.4f is less than %s", value, minValue), test);
  }

  private static String said(PairedTest test) {
    return String.format(
        Locale.ROOT,
        "difference %+.4f (95 %% interval %+.4f to %+.4f, p %.4f, effect %+.3f, %d users)",
        test.difference(),
        test.low(),
        test.high(),
        test.p(),
        test.effect(),
        test.pairs());
  }
}
