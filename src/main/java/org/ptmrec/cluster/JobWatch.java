package org.ptmrec.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A job as the one who waits for it sees it. Tells work from what would look the same, were one
 * only to wait: a JobManager that is silent or has forgotten the job, and a job without slots. Not
 * thread-safe.
 */
public final class JobWatch {
  private static final Duration CANCELLED_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final FlinkJobs jobs;
  private final String name;
  private final Duration patience;
  private final InstantSource clock;
  private @Nullable Instant silentSince;
  private @Nullable Instant waitingSince;
  private long restarted;
  private int restarts;
  private boolean isKnown;

  /**
   * @param name of the job, no other's
   * @param patience how long the cluster may be silent, or without free slots
   */
  public JobWatch(FlinkJobs jobs, String name, Duration patience, InstantSource clock) {
    this.jobs = jobs;
    this.name = name;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * What there is to see.
   *
   * @param state of the job, as Flink names it; empty while it is not there yet or nobody answers
   * @param restarts how often it started anew while it was watched
   * @param note what a person should know; empty while all is well
   */
  public record View(String state, int restarts, String note) {
    public static final View NOTHING = new View("", 0, "");
  }

  /**
   * Looks once.
   *
   * @throws ClusterUnreachableException if the cluster has been silent for too long, or does not
   *     know the job any more
   * @throws SlotsMissingException if the job has waited for slots for too long; it is cancelled
   */
  public View look() throws InterruptedException {
    Optional<FlinkJobs.Job> job;
    try {
      job = jobs.named(name);
    } catch (ClusterUnreachableException e) {
      return silent(e);
    }
    silentSince = null;
    if (job.isPresent()) {
      isKnown = true;
      return view(job.get());
    }
    if (isKnown) {
      throw new ClusterUnreachableException(
          "the JobManager at %s does not know the job %s any more: it was started anew without high availability; run again to go on from what is kept"
              .formatted(jobs.address(), name));
    }
    return View.NOTHING;
  }

  private View silent(ClusterUnreachableException cause) {
    Duration silence = since(silentSince);
    silentSince = silentSince == null ? clock.instant() : silentSince;
    if (silence.compareTo(patience) >= 0) {
      throw new ClusterUnreachableException(
          "the Flink cluster at %s has not answered for %d s; run again when it does, to go on from what is kept"
              .formatted(jobs.address(), silence.toSeconds()),
          cause);
    }
    return new View("", restarts, "the cluster has not answered for " + silence.toSeconds() + " s");
  }

  private View view(FlinkJobs.Job job) throws InterruptedException {
    if (job.restarted() > restarted) {
      restarted = job.restarted();
      restarts++;
    }
    if (!job.waitsForSlots()) {
      waitingSince = null;
      return new View(job.state(), restarts, restarts == 0 ? "" : "restarted " + times(restarts));
    }
    Duration wait = since(waitingSince);
    waitingSince = waitingSince == null ? clock.instant() : waitingSince;
    if (wait.compareTo(patience) >= 0) {
      cancel();
      throw new SlotsMissingException(jobs.address(), wait);
    }
    return new View(
        job.state(), restarts, "has waited %d s for free slots".formatted(wait.toSeconds()));
  }

  private static String times(int restarts) {
    return restarts == 1 ? "once" : restarts + " times";
  }

  private Duration since(@Nullable Instant start) {
    return start == null ? Duration.ZERO : Duration.between(start, clock.instant());
  }

  /** Whether it is there and not over. */
  public boolean runs() throws InterruptedException {
    return jobs.named(name).filter(job -> !job.isOver()).isPresent();
  }

  /**
   * Ends the job and waits until it has ended, as long as that does not take half a minute; fine if
   * there is none.
   *
   * @return whether there was a job to end
   */
  public boolean cancel() throws InterruptedException {
    Optional<FlinkJobs.Job> job = jobs.named(name).filter(found -> !found.isOver());
    if (job.isEmpty()) {
      return false;
    }
    jobs.cancel(job.get());
    Instant end = clock.instant().plus(CANCELLED_WITHIN);
    while (runs() && clock.instant().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    return true;
  }
}
