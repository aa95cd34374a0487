package org.ptmrec.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the thread that runs a pipeline, and holds the
 * process until that thread has cleaned up.
 */
final class Interrupts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Thread hook;
  private final CountDownLatch done = new CountDownLatch(1);

  private Interrupts(Thread runner) {
    hook =
        new Thread(
            () -> {
              runner.interrupt();
              try {
                done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interrupts");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** For the thread that calls. */
  static Interrupts ofThisThread() {
    return new Interrupts(Thread.currentThread());
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook was what called us here.
    }
  }
}
