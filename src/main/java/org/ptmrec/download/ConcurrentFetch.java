package org.ptmrec.download;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from many hosts at once, so that one that is slow or dead keeps no other waiting, and
 * from each on a few threads only. What comes in is passed on by the caller's thread.
 */
final class ConcurrentFetch {
  /** Finished pictures that wait for the caller: bounds the memory. */
  private static final int AHEAD = 8;

  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setDaemon(true).setNameFormat("fetch-%d").build();

  private final int threads;
  private final int threadsPerHost;
  private final Fetch fetch;
  private final HangGuard hangs;

  /**
   * @param threads for all hosts
   */
  ConcurrentFetch(int threads, int threadsPerHost, Fetch fetch, HangGuard hangs) {
    this.threads = threads;
    this.threadsPerHost = threadsPerHost;
    this.fetch = fetch;
    this.hangs = hangs;
  }

  /** Does one request; failures to get a picture are outcomes, too. */
  interface Fetch {
    FetchOutcome apply(FetchRequest request) throws InterruptedException;
  }

  /** What a thread hands over: an outcome, or the defect that it met. */
  private record Handed(@Nullable FetchOutcome outcome, @Nullable Throwable defect) {}

  /**
   * @param byHost the requests to each host
   * @param outcomes is given what came of every request, on this thread
   */
  void run(Collection<? extends Collection<FetchRequest>> byHost, Consumer<FetchOutcome> outcomes)
      throws InterruptedException {
    BlockingQueue<Handed> handed = new ArrayBlockingQueue<>(AHEAD);
    ExecutorService pool = Executors.newFixedThreadPool(threads, THREADS);
    try {
      int expected = start(byHost, pool, handed);
      while (expected > 0) {
        Handed next = handed.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          hangs.check();
        } else if (next.outcome() == null) {
          throw new IllegalStateException("a download met a defect", next.defect());
        } else {
          outcomes.accept(next.outcome());
          expected--;
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** First a thread for every host, then a second one for those with more requests, and so on. */
  private int start(
      Collection<? extends Collection<FetchRequest>> byHost,
      ExecutorService pool,
      BlockingQueue<Handed> handed) {
    int requests = byHost.stream().mapToInt(Collection::size).sum();
    Collection<Queue<FetchRequest>> queues =
        byHost.stream().<Queue<FetchRequest>>map(ConcurrentLinkedQueue::new).toList();
    int[] sizes = queues.stream().mapToInt(Queue::size).toArray();
    for (int round = 0; round < threadsPerHost; round++) {
      int host = 0;
      for (Queue<FetchRequest> queue : queues) {
        if (round < sizes[host++]) {
          pool.execute(() -> work(queue, handed));
        }
      }
    }
    return requests;
  }

  private void work(Queue<FetchRequest> queue, BlockingQueue<Handed> handed) {
    try {
      for (FetchRequest next = queue.poll(); next != null; next = queue.poll()) {
        handed.put(attempt(next));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody waits for the rest
    }
  }

  private Handed attempt(FetchRequest request) throws InterruptedException {
    try {
      return new Handed(fetch.apply(request), null);
    } catch (RuntimeException | Error e) {
      return new Handed(null, e);
    }
  }
}
