package org.ptmrec.transform;

import org.ptmrec.artifact.Progress;
import org.ptmrec.recommend.Training;
import org.ptmrec.recommend.TrainingListener;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.tensor.Backend;

/**
 * Counts a trial's work as progress, and takes the time of its epochs. What it leaves undone is no
 * longer among what {@link CountWorkFn} has made known.
 */
final class TrialClock implements TrainingListener, AutoCloseable {
  private final TrialWork work;
  private long left;
  private int timed;
  private long started = System.nanoTime();
  private long spent;

  TrialClock(TrialWork work) {
    this.work = work;
    left = work.total();
  }

  @Override
  public void resumed(int epochs) {
    if (epochs > 0) {
      leaveOut(work.upTo(epochs));
    }
  }

  @Override
  public void batchDone(int rows) {
    done(rows);
  }

  /** Counts rows that have been trained, or embeddings that have been made. */
  void done(int items) {
    left -= items;
    Progress.done().inc(items);
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

  /** Where the trial stops early, or fails, the rest is not done. */
  @Override
  public void close() {
    leaveOut(left);
  }

  private void leaveOut(long undone) {
    left -= undone;
    Progress.total().dec(undone);
  }
}
