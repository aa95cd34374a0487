package org.ptmrec.transform;

import org.ptmrec.artifact.Progress;
import org.ptmrec.tune.TuningRounds;

/**
 * Counts a trial's rows as progress, where one process does all of its rounds; see {@link
 * TrialClock}.
 */
final class RoundProgress implements AutoCloseable {
  private long left;

  /**
   * @param rows of all epochs
   */
  RoundProgress(TuningRounds rounds, long rows) {
    left = rounds.rowsLeft();
    Progress.total().dec(rows - left);
  }

  void done(int rows) {
    left -= rows;
    Progress.done().inc(rows);
  }

  @Override
  public void close() {
    Progress.total().dec(left);
    left = 0;
  }
}
