package org.ptmrec.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.JobWatch;

/** Looks at runs from outside their processes, which may be gone, and ends them. */
public final class RunFollower {
  private final Activities activities;
  private final RunLedger ledger;
  private final Duration patience;
  private final Map<String, JobProgress> jobs = new HashMap<>();

  /**
   * @param store root of the artifacts
   * @param patience how long a cluster may be silent
   */
  public RunFollower(String store, Duration patience) {
    this.activities = new Activities(store);
    this.ledger = new RunLedger(store);
    this.patience = patience;
  }

  /** For the runs of a pipeline, with the patience of its settings. */
  public static RunFollower of(PipelineSpec pipeline) {
    return new RunFollower(pipeline.store(), pipeline.settings().get(PipelineKeys.CLUSTER_TIMEOUT));
  }

  /** What is known of a run. */
  public Optional<RunRecord> run(String id) {
    return ledger.runs().stream().filter(run -> run.id().equals(id)).findFirst();
  }

  /** The latest run of a pipeline that this machine does, or that does anything elsewhere. */
  public Optional<String> underWay(String pipeline) {
    Stream<String> here =
        ledger.runs().stream()
            .filter(run -> run.pipeline().equals(pipeline))
            .filter(run -> run.status().equals(RunRecord.RUNNING))
            .filter(run -> !run.isElsewhere() && !run.isAbandoned())
            .map(RunRecord::id);
    // Ids sort by time.
    return Stream.concat(here, latest(pipeline).map(Activity::run).stream())
        .max(Comparator.naturalOrder());
  }

  /** What the latest run of a pipeline that does anything is doing. */
  public Optional<Activity> latest(String pipeline) {
    return activities.all().stream()
        .filter(activity -> activity.pipeline().equals(pipeline))
        .max(Comparator.comparing(Activity::started));
  }

  /** What a run is doing; empty between its stages and after its end. */
  public Optional<Activity> activity(String run) {
    return activities.all().stream().filter(activity -> activity.run().equals(run)).findFirst();
  }

  /**
   * How far it is; empty if that was asked for less than a second ago.
   *
   * @throws ClusterUnreachableException if its cluster is lost
   */
  public Optional<ProgressSnapshot> look(Activity activity) throws InterruptedException {
    JobProgress job = jobs.get(activity.job());
    if (job == null) {
      job = new JobProgress(watch(activity).orElse(null), activity, InstantSource.system());
      jobs.put(activity.job(), job);
    }
    return job.look();
  }

  private Optional<JobWatch> watch(Activity activity) {
    return Optional.ofNullable(activity.address())
        .map(address -> new ClusterAccess(address, patience, 0).watch(activity.job()));
  }

  /** Whether a job of an activity runs on a cluster. */
  public boolean hasJob(Activity activity) throws InterruptedException {
    Optional<JobWatch> watch = watch(activity);
    return watch.isPresent() && watch.get().runs();
  }

  /**
   * Ends what a run is doing: its client, which ends its job, or without one the job itself.
   *
   * @return what was ended, for people; empty if there was nothing
   */
  public Optional<String> cancel(Activity activity) throws InterruptedException {
    Optional<ProcessHandle> client = activity.client();
    if (client.isPresent() && client.get().destroy()) {
      return Optional.of("process " + activity.pid());
    }
    boolean hadJob = Activities.cancel(activity);
    if (activity.isOrphan()) {
      activities.end(activity);
    }
    return hadJob
        ? Optional.of("job " + activity.job() + " at " + activity.address())
        : Optional.empty();
  }
}
