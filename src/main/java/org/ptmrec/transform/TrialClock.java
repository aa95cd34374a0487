package org.ptmrec.transform;

import org.ptmrec.artifact.Progress;
import org.ptmrec.recommend.Training;
import org.ptmrec.recommend.TrainingListener;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.tensor.Backend;

/** Counts a trial's training rows as progress, and takes the time of its epochs. */
final class TrialClock implements TrainingListener {
  private long left;
  private int timed;
  private long started = System.nanoTime();
  private long spent;

  /**
   * @param epochs at most; a trial that stops early has done the rest at once
   * @param rows of an epoch
   */
  TrialClock(int epochs, int rows) {
    left = (long) epochs * rows;
    Progress.total().inc(left);
  }

  @Override
  public void batchDone(int rows) {
    done(rows);
  }

  @Override
  public void epochDone(EpochRecord epoch) {
    long now = System.nanoTime();
    if (epoch.getEpoch() >= 0) {
      timed++;
      spent += now - started;
    }
    started = now;
  }

  TrialCost finish(Trial trial, Training training) {
    done(left);
    return new TrialCost(
        trial,
        timed,
        timed == 0 ? 0 : spent / 1e9 / timed,
        training.tensorBytes(),
        Backend.threads());
  }

  private void done(long rows) {
    left -= rows;
    Progress.done().inc(rows);
  }
}
