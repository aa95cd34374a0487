package org.ptmrec.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ProgressFiles;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.JobWatch;

/**
 * How far an activity is, by what its workers have counted. What they had counted before their job
 * started anew is left out: that work is done once more.
 */
final class JobProgress {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final @Nullable JobWatch watch;
  private final Activity activity;
  private final InstantSource clock;
  private Instant next = Instant.EPOCH;
  private int restarts;
  private SortedMap<String, Long> before = new TreeMap<>();

  /**
   * @param watch null without a cluster
   */
  JobProgress(@Nullable JobWatch watch, Activity activity, InstantSource clock) {
    this.watch = watch;
    this.activity = activity;
    this.clock = clock;
  }

  /**
   * Looks, but not more than once a second.
   *
   * @throws ClusterUnreachableException if the cluster is lost, or has no slots for too long
   */
  Optional<ProgressSnapshot> look() throws InterruptedException {
    if (clock.instant().isBefore(next)) {
      return Optional.empty();
    }
    next = clock.instant().plus(EVERY);
    JobWatch.View view = watch == null ? JobWatch.View.NOTHING : watch.look();
    SortedMap<String, Long> counts = counts();
    if (view.restarts() > restarts) {
      restarts = view.restarts();
      before = new TreeMap<>(counts);
    }
    before.forEach((name, count) -> counts.merge(name, -count, Long::sum));
    return Optional.of(
        ProgressSnapshot.of(
            counts, Duration.between(activity.started(), clock.instant()), view.note()));
  }

  /** Workers come and go while their files are read. */
  private SortedMap<String, Long> counts() {
    try {
      return ProgressFiles.sum(activity.progressFolder());
    } catch (IOException e) {
      return new TreeMap<>(before);
    }
  }

  /** Ends the job; fine if there is none. */
  boolean cancel() throws InterruptedException {
    return watch != null && watch.cancel();
  }
}
