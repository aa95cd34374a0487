package org.ptmrec.transform;

import org.ptmrec.artifact.Progress;
import org.ptmrec.recommend.Training;
import org.ptmrec.recommend.TrainingListener;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.tensor.Backend;

/**
 * Counts a trial's training rows as progress, and takes the time of its epochs. Rows that it does
 * not train are no longer among those that {@link CountRowsFn} has made known.
 */
final class TrialClock implements TrainingListener, AutoCloseable {
  private final int rows;
  private long left;
  private int timed;
  private long started = System.nanoTime();
  private long spent;

  /**
   * @param epochs at most
   * @param rows of an epoch
   */
  TrialClock(int epochs, int rows) {
    this.rows = rows;
    left = (long) epochs * rows;
  }

  @Override
  public void resumed(int epochs) {
    leaveOut((long) epochs * rows);
  }

  @Override
  public void batchDone(int batch) {
    left -= batch;
    Progress.done().inc(batch);
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

  TrialCost cost(Trial trial, Training training) {
    return new TrialCost(
        trial,
        timed,
        timed == 0 ? 0 : spent / 1e9 / timed,
        training.tensorBytes(),
        Backend.threads());
  }

  /** Where the trial stops early, or fails, the rest is not trained. */
  @Override
  public void close() {
    leaveOut(left);
  }

  private void leaveOut(long untrained) {
    left -= untrained;
    Progress.total().dec(untrained);
  }
}
