package org.ptmrec.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

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

  /** What a helper waits actively before it sleeps: being woken costs as much as a small kernel. */
  private static final long SPIN_NANOS = 50_000;

  /**
   * After so long without work a helper ends, to be started again when there is some: in a worker
   * of a cluster it would keep the classes of a job that is over from being freed.
   */
  private static final long KEEP_SECONDS = 10;

  private final int threads;
  private final LinkedTransferQueue<Share> shares = new LinkedTransferQueue<>();
  private final AtomicInteger missing;
  private final AtomicInteger callers = new AtomicInteger();

  private Parallel(int threads) {
    this.threads = Math.max(1, threads);
    this.missing = new AtomicInteger(this.threads - 1);
  }

  private void startMissing() {
    for (int n = missing.get(); n > 0; n = missing.get()) {
      if (missing.compareAndSet(n, n - 1)) {
        Thread helper = new Thread(this::help, "tensor");
        helper.setDaemon(true);
        helper.start();
      }
    }
  }

  private void help() {
    try {
      while (true) {
        Share share = shares.poll();
        for (long begin = System.nanoTime();
            share == null && System.nanoTime() - begin < SPIN_NANOS;
            share = shares.poll()) {
          Thread.onSpinWait();
        }
        share = share == null ? shares.poll(KEEP_SECONDS, TimeUnit.SECONDS) : share;
        if (share == null) {
          break; // what is offered now is done by the one who offers it
        }
        share.run();
      }
    } catch (InterruptedException e) {
      // Somebody wants it to end.
    } finally {
      missing.incrementAndGet();
    }
  }

  static int threads() {
    return shared.threads;
  }

  /**
   * Replaces the pool: for tests that compare numbers of threads, and for workers with several
   * slots.
   */
  static void setThreads(int threads) {
    shared = new Parallel(threads); // the helpers of the last one end by themselves
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
    // Whoever calls works along: the slots of a worker leave each other the threads they have.
    int others = pool.callers.getAndIncrement();
    try {
      pool.run(Math.min(pool.threads - others, blocks), blocks, block);
    } finally {
      pool.callers.decrementAndGet();
    }
  }

  /** On this thread and on helpers, as far as some are free. */
  private void run(int workers, int blocks, IntConsumer block) {
    AtomicInteger next = new AtomicInteger();
    List<Share> offered = new ArrayList<>();
    for (int i = 1; i < workers; i++) {
      Share share = new Share(() -> drain(next, blocks, block));
      shares.add(share);
      offered.add(share);
    }
    if (workers > 1) {
      startMissing();
    }
    try {
      drain(next, blocks, block);
    } finally {
      next.set(blocks);
      offered.forEach(Share::await);
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

  /** A share of the work that a helper may or may not have come to start. */
  private static final class Share {
    private enum State {
      OFFERED,
      STARTED,
      OVER
    }

    private final Runnable work;
    private final AtomicReference<State> state = new AtomicReference<>(State.OFFERED);
    private volatile @Nullable Thread waiting;
    private @Nullable Throwable failure; // written before OVER, read after it

    Share(Runnable work) {
      this.work = work;
    }

    void run() {
      if (state.compareAndSet(State.OFFERED, State.STARTED)) {
        try {
          work.run();
        } catch (Throwable e) {
          failure = e;
        } finally {
          state.set(State.OVER);
          LockSupport.unpark(waiting);
        }
      }
    }

    void await() {
      if (state.compareAndSet(State.OFFERED, State.OVER)) {
        return; // others keep the pool busy: it never started, and there is nothing left to do
      }
      for (long begin = System.nanoTime();
          state.get() != State.OVER && System.nanoTime() - begin < SPIN_NANOS; ) {
        Thread.onSpinWait();
      }
      waiting = Thread.currentThread();
      boolean interrupted = false;
      while (state.get() != State.OVER) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted(); // the block writes into shared memory: wait for it
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw new IllegalStateException("a kernel failed", failure);
      }
    }
  }
}
