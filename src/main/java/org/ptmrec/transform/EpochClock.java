package org.ptmrec.transform;

import java.util.function.Consumer;
import org.ptmrec.artifact.Progress;
import org.ptmrec.recommend.Training;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Trial;
import org.ptmrec.schema.TrialCost;
import org.ptmrec.tensor.Backend;

/** Counts a trial's epochs as progress, and takes their time. */
final class EpochClock implements Consumer<EpochRecord> {
  private int left;
  private int timed;
  private long started = System.nanoTime();
  private long spent;

  /**
   * @param epochs at most; a trial that stops early has done the rest at once
   */
  EpochClock(int epochs) {
    left = epochs;
    Progress.total().inc(epochs);
  }

  /** The starting point of stage two, epoch -1, is validated but nothing is done. */
  @Override
  public void accept(EpochRecord epoch) {
    long now = System.nanoTime();
    if (epoch.getEpoch() >= 0) {
      timed++;
      spent += now - started;
      if (left > 0) {
        left--;
        Progress.done().inc();
      }
    }
    started = now;
  }

  TrialCost finish(Trial trial, Training training) {
    Progress.done().inc(left);
    left = 0;
    return new TrialCost(
        trial,
        timed,
        timed == 0 ? 0 : spent / 1e9 / timed,
        training.tensorBytes(),
        Backend.threads());
  }
}
