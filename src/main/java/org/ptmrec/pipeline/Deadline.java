package org.ptmrec.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Interrupts a thread when its time is over, unless it is closed before. */
final class Deadline implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean isOver;

  private Deadline() {}

  static Deadline ofThisThread(Duration time) {
    Deadline deadline = new Deadline();
    Thread waiting = Thread.currentThread();
    Thread thread = new Thread(() -> deadline.watch(waiting, time), "deadline");
    thread.setDaemon(true);
    thread.start();
    return deadline;
  }

  private void watch(Thread waiting, Duration time) {
    try {
      if (!closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        isOver = true;
        waiting.interrupt();
      }
    } catch (InterruptedException e) {
      // nobody waits any more
    }
  }

  boolean isOver() {
    return isOver;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
