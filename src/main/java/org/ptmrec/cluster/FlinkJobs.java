package org.ptmrec.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** The jobs of a cluster, through its REST interface. */
public final class FlinkJobs {
  private static final Set<String> OVER = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

  private final FlinkRest rest;

  public FlinkJobs(FlinkRest rest) {
    this.rest = rest;
  }

  /**
   * A job at one moment.
   *
   * @param state as Flink names it, such as RUNNING
   * @param working tasks that have a slot and are not done
   * @param waiting tasks without a slot
   * @param restarted when it last started anew, in milliseconds of Flink's clock; 0 for never
   */
  public record Job(String id, String state, int working, int waiting, long restarted) {
    public boolean isOver() {
      return OVER.contains(state);
    }

    /** Whether nothing happens for want of slots. */
    boolean waitsForSlots() {
      return !isOver() && working == 0 && waiting > 0;
    }
  }

  /**
   * The latest job of a name; empty if the JobManager knows none, which it forgets when it is
   * started again without high availability.
   *
   * @throws ClusterUnreachableException if the JobManager does not answer
   */
  public Optional<Job> named(String name) throws InterruptedException {
    Optional<String> id = rest.find("/jobs/overview").flatMap(jobs -> latest(jobs, name));
    return id.isEmpty() ? Optional.empty() : rest.find("/jobs/" + id.get()).map(FlinkJobs::job);
  }

  private static Optional<String> latest(JsonNode overview, String name) {
    String id = null;
    long latest = -1;
    for (JsonNode job : overview.path("jobs")) {
      if (job.path("name").asText().equals(name) && job.path("start-time").asLong() > latest) {
        latest = job.path("start-time").asLong();
        id = job.path("jid").asText();
      }
    }
    return Optional.ofNullable(id);
  }

  private static Job job(JsonNode json) {
    int working = 0;
    int waiting = 0;
    for (JsonNode vertex : json.path("vertices")) {
      JsonNode tasks = vertex.path("tasks");
      working += count(tasks, "DEPLOYING", "INITIALIZING", "RUNNING", "CANCELING");
      waiting += count(tasks, "CREATED", "SCHEDULED");
    }
    return new Job(
        json.path("jid").asText(),
        json.path("state").asText(),
        working,
        waiting,
        json.path("timestamps").path("RESTARTING").asLong());
  }

  private static int count(JsonNode tasks, String... states) {
    int sum = 0;
    for (String state : states) {
      sum += tasks.path(state).asInt();
    }
    return sum;
  }

  /** Asks a job to end; it takes a moment until it has. */
  public void cancel(Job job) throws InterruptedException {
    rest.patch("/jobs/" + job.id() + "?mode=cancel");
  }

  /** HOST:PORT. */
  public String address() {
    return rest.address();
  }
}
