package org.ptmrec.tune;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;

/**
 * How one trial's tuning is spread over several workers: DiLoCo (Douillard et al., 2023). In a
 * round every worker takes its steps alone, from the same parameters; then what the workers have
 * come to is averaged, and the outer optimiser, SGD with Nesterov's momentum, moves the parameters
 * towards the average.
 *
 * @param workers 1 for the ordinary tuning, without rounds
 * @param steps of the workers' optimisers in a round; 0 for all of an epoch
 * @param outerRate learning rate of the outer optimiser; 1 goes all the way to the average
 * @param outerMomentum of the outer optimiser; 0 for none
 */
public record RoundSpec(int workers, int steps, double outerRate, double outerMomentum)
    implements Serializable {
  private static final long serialVersionUID = 1;

  public RoundSpec {
    checkArgument(workers >= 1, "workers %s, at least 1 is needed", workers);
    checkArgument(steps >= 0, "roundSteps %s, at least 0 is needed", steps);
    checkArgument(outerRate > 0, "outerRate %s, more than 0 is needed", outerRate);
    checkArgument(
        outerMomentum >= 0 && outerMomentum < 1,
        "outerMomentum %s, a number from 0 to below 1 is needed",
        outerMomentum);
  }

  /** One worker; DiLoCo's outer optimiser, should there be more. */
  public static RoundSpec create() {
    return new RoundSpec(1, 0, 0.7, 0.9);
  }

  public RoundSpec withWorkers(int workers) {
    return new RoundSpec(workers, steps, outerRate, outerMomentum);
  }

  public RoundSpec withSteps(int steps) {
    return new RoundSpec(workers, steps, outerRate, outerMomentum);
  }

  public RoundSpec withOuterRate(double outerRate) {
    return new RoundSpec(workers, steps, outerRate, outerMomentum);
  }

  public RoundSpec withOuterMomentum(double outerMomentum) {
    return new RoundSpec(workers, steps, outerRate, outerMomentum);
  }

  /** Whether there are rounds at all. */
  public boolean isSpread() {
    return workers > 1;
  }
}
