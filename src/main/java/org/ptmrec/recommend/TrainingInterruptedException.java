package org.ptmrec.recommend;

/**
 * Somebody wants the thread that trains to end: the run was cancelled, or the job it is part of
 * starts again elsewhere. What the last checkpoint holds is kept.
 */
public final class TrainingInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private TrainingInterruptedException() {
    super("the training was interrupted");
  }

  /**
   * To be called between steps: they take long, and a worker that does not let go of its thread
   * keeps a job from starting again. The thread stays interrupted.
   */
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingInterruptedException();
    }
  }
}
