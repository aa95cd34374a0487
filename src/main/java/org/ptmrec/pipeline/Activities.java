package org.ptmrec.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs are doing: {@code <store>/.runs/<id>.activity}, as long as they do it. A run that was
 * killed leaves its file behind, and with it the way to a job that goes on without it.
 */
final class Activities {
  private static final Logger LOG = LoggerFactory.getLogger(Activities.class);
  private static final String SUFFIX = ".activity";
  private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

  private final String folder;
  private final Storage storage;

  Activities(String store) {
    this.folder = store + "/.runs";
    this.storage = Storage.of(store);
  }

  void begin(Activity activity) throws IOException {
    OURS.add(activity.job());
    storage.replace(path(activity), Json.pretty(activity).getBytes(UTF_8));
  }

  /** Its cluster is out of reach: what becomes of it, nobody here knows. */
  void giveUp(Activity activity) {
    OURS.remove(activity.job());
  }

  /** Whether this process waits for its end. */
  static boolean isWaitedFor(Activity activity) {
    return OURS.contains(activity.job());
  }

  void end(Activity activity) {
    OURS.remove(activity.job());
    try {
      storage.delete(path(activity));
    } catch (IOException e) {
      throw new UncheckedIOException(path(activity), e);
    }
  }

  private String path(Activity activity) {
    return folder + "/" + activity.run() + SUFFIX;
  }

  List<Activity> all() {
    List<Activity> activities = new ArrayList<>();
    try {
      for (String path : storage.list(folder)) {
        if (path.endsWith(SUFFIX) && storage.stat(path).isPresent()) {
          activities.add(Json.read(storage.read(path), Activity.class));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what runs are doing cannot be read: " + e.getMessage(), e);
    }
    return activities;
  }

  /**
   * Ends the jobs that killed runs of this machine have left behind at the same work: two would
   * write the same checkpoints.
   */
  void endOrphans(StagePlan plan) throws InterruptedException {
    for (Activity activity : all()) {
      if (activity.isOrphan() && activity.fingerprint().equals(plan.fingerprint())) {
        endOrphan(activity);
      }
    }
  }

  private void endOrphan(Activity activity) throws InterruptedException {
    try {
      if (cancel(activity)) {
        LOG.warn(
            "the job {}, which the killed run {} had left behind, is ended; its training goes on from the last checkpoint",
            activity.job(),
            activity.run());
      }
      end(activity);
    } catch (ClusterUnreachableException e) {
      LOG.warn("the job {} is out of reach: {}", activity.job(), e.getMessage());
    }
  }

  /**
   * Ends the job of an activity, if it runs on a cluster.
   *
   * @return whether there was one
   */
  static boolean cancel(Activity activity) throws InterruptedException {
    String address = activity.address();
    return address != null
        && new ClusterAccess(address, Duration.ZERO, 0).watch(activity.job()).cancel();
  }
}
