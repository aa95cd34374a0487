package org.ptmrec.recommend;

/**
 * Stops when the validation value has not strictly improved more than {@code patience} times in a
 * row.
 */
public final class EarlyStopping {
  private final int patience;
  private final boolean roundToFourDecimals;
  private double best;
  private int bestEpoch;
  private int waited;

  /** Goes on from a saved state; the first best is −1 at epoch −1 after 0 evaluations without. */
  public EarlyStopping(
      int patience, boolean roundToFourDecimals, double best, int bestEpoch, int waited) {
    this.patience = patience;
    this.roundToFourDecimals = roundToFourDecimals;
    this.best = best;
    this.bestEpoch = bestEpoch;
    this.waited = waited;
  }

  /** Whether this epoch is the best so far. */
  public boolean improves(int epoch, double value) {
    double judged = roundToFourDecimals ? Math.rint(value * 1e4) / 1e4 : value;
    if (judged > best) {
      best = judged;
      bestEpoch = epoch;
      waited = 0;
      return true;
    }
    waited++;
    return false;
  }

  /** Whether it has waited long enough. */
  public boolean isOver() {
    return waited > patience;
  }

  /** The best value so far, as it is judged. */
  public double best() {
    return best;
  }

  public int bestEpoch() {
    return bestEpoch;
  }

  /** How many evaluations there were since. */
  public int waited() {
    return waited;
  }
}
