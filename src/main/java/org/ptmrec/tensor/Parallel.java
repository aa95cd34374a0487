package org.ptmrec.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs the blocks of a kernel on the process's threads. How many blocks there are is the kernel's
 * choice and depends on shapes only, so the number of threads never changes a result. May be called
 * from several threads at once; a call from inside a block runs inline.
 */
final class Parallel {
  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static volatile Parallel shared =
      new Parallel(
          Integer.getInteger("ptmrec.threads", Runtime.getRuntime().availableProcessors()));

  private final int threads;
  private final ExecutorService helpers;

  private Parallel(int threads) {
    this.threads = Math.max(1, threads);
    this.helpers =
        Executors.newFixedThreadPool(
            Math.max(1, this.threads - 1),
            task -> {
              Thread thread = new Thread(task, "tensor");
              thread.setDaemon(true);
              return thread;
            });
  }

  static int threads() {
    return shared.threads;
  }

  /**
   * Replaces the pool: for tests that compare numbers of threads, and for workers with several
   * slots.
   */
  static void setThreads(int threads) {
    Parallel previous = shared;
    shared = new Parallel(threads);
    previous.helpers.shutdown();
  }

  /** Runs {@code block} for 0…blocks−1, in any order, and returns when all have finished. */
  static void run(int blocks, IntConsumer block) {
    Parallel pool = shared;
    if (blocks <= 1 || pool.threads == 1 || INSIDE.get()) {
      for (int i = 0; i < blocks; i++) {
        block.accept(i);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Helper> helping = new ArrayList<>();
    for (int i = 1; i < Math.min(pool.threads, blocks); i++) {
      Helper helper = new Helper(() -> drain(next, blocks, block));
      pool.helpers.execute(helper.task);
      helping.add(helper);
    }
    try {
      drain(next, blocks, block);
    } finally {
      next.set(blocks);
      helping.forEach(Helper::await);
    }
  }

  private static void drain(AtomicInteger next, int blocks, IntConsumer block) {
    INSIDE.set(true);
    try {
      for (int i = next.getAndIncrement(); i < blocks; i = next.getAndIncrement()) {
        block.accept(i);
      }
    } finally {
      INSIDE.set(false);
    }
  }

  /** A share of the work that another thread may or may not have come to start. */
  private static final class Helper {
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final FutureTask<Void> task;

    Helper(Runnable work) {
      task =
          new FutureTask<>(
              () -> {
                if (claimed.compareAndSet(false, true)) {
                  work.run();
                }
              },
              null);
    }

    void await() {
      if (claimed.compareAndSet(false, true)) {
        return; // others keep the pool busy: it never started, and there is nothing left to do
      }
      boolean interrupted = false;
      while (true) {
        try {
          task.get();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // the block writes into shared memory: wait for it first
        } catch (ExecutionException e) {
          throw new IllegalStateException("a kernel failed", e.getCause());
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
