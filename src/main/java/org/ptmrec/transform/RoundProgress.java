package org.ptmrec.transform;

import org.ptmrec.artifact.Progress;
import org.ptmrec.tune.TuningRounds;

/** Counts a trial's rows as progress, where one process does all of its rounds. */
final class RoundProgress {
  private long left;

  private RoundProgress(long left) {
    this.left = left;
    Progress.total().inc(left);
  }

  static RoundProgress of(TuningRounds rounds) {
    return new RoundProgress(rounds.rowsLeft());
  }

  void done(int rows) {
    left -= rows;
    Progress.done().inc(rows);
  }

  /** A trial that stops early has done the rest at once. */
  void finish() {
    Progress.done().inc(left);
    left = 0;
  }
}
