package org.ptmrec.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
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

  private final int threads;
  private final LinkedTransferQueue<Share> shares = new LinkedTransferQueue<>();
  private final List<Thread> helpers = new ArrayList<>();

  private Parallel(int threads) {
    this.threads = Math.max(1, threads);
    for (int i = 1; i < this.threads; i++) {
      Thread helper = new Thread(this::help, "tensor");
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
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
        (share == null ? shares.take() : share).run();
      }
    } catch (InterruptedException e) {
      // The pool was replaced.
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
    Parallel previous = shared;
    shared = new Parallel(threads);
    previous.helpers.forEach(Thread::interrupt);
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
    List<Share> shared = new ArrayList<>();
    for (int i = 1; i < Math.min(pool.threads, blocks); i++) {
      Share share = new Share(() -> drain(next, blocks, block));
      pool.shares.add(share);
      shared.add(share);
    }
    try {
      drain(next, blocks, block);
    } finally {
      next.set(blocks);
      shared.forEach(Share::await);
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
