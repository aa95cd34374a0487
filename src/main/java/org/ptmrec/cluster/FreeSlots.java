package org.ptmrec.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How many slots of a cluster a job may count on. */
public final class FreeSlots {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final FlinkRest rest;
  private final Duration patience;
  private final InstantSource clock;

  /**
   * @param patience the longest wait for a slot
   */
  public FreeSlots(FlinkRest rest, Duration patience, InstantSource clock) {
    this.rest = rest;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Complains of a cluster without any TaskManager.
   *
   * @throws ClusterUnreachableException if it has none, or does not answer
   */
  public void check() throws InterruptedException {
    if (rest.overview().taskManagers() == 0) {
      throw new ClusterUnreachableException(
          "the Flink cluster at %s has no TaskManager; start one, or correct --flink-master"
              .formatted(rest.address()));
    }
  }

  /**
   * Waits for at least one.
   *
   * @param waiting told what is waited for, again and again
   * @return all slots if no job runs, for those of the last one are about to become free; otherwise
   *     the free ones
   * @throws SlotsMissingException if there is none in time
   * @throws ClusterUnreachableException if the cluster does not answer
   */
  public int await(Consumer<String> waiting) throws InterruptedException {
    Instant start = clock.instant();
    while (true) {
      FlinkRest.Overview overview = rest.overview();
      int slots = overview.runningJobs() == 0 ? overview.slots() : overview.freeSlots();
      if (slots > 0) {
        return slots;
      }
      Duration wait = Duration.between(start, clock.instant());
      if (wait.compareTo(patience) >= 0) {
        throw new SlotsMissingException(rest.address(), wait);
      }
      waiting.accept(
          "waits for a free slot: %d jobs run on the %d slots of %s"
              .formatted(overview.runningJobs(), overview.slots(), rest.address()));
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }
}
