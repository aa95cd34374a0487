package org.ptmrec.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ThisHost;

/**
 * What a run is doing.
 *
 * @param host of the process that waits for it, its client
 * @param pid of that process
 * @param progressFolder where its workers tell how far they are
 * @param address HOST:PORT of the cluster; null if it is done in the client itself
 * @param job name of the job, which no other has
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Activity(
    String run,
    String pipeline,
    String stage,
    String fingerprint,
    String host,
    long pid,
    Instant started,
    String progressFolder,
    @Nullable String address,
    String job) {

  static Activity ofThisProcess(
      String run,
      String pipeline,
      StagePlan plan,
      String progressFolder,
      @Nullable String address,
      String job) {
    return new Activity(
        run,
        pipeline,
        plan.stage(),
        plan.fingerprint(),
        ThisHost.name(),
        ProcessHandle.current().pid(),
        Instant.now(),
        progressFolder,
        address,
        job);
  }

  static String jobName(String pipeline, String stage) {
    int suffix = ThreadLocalRandom.current().nextInt();
    return String.format(Locale.ROOT, "%s-%s-%08x", pipeline, stage, suffix);
  }

  /** The process that waits for it, if it is one of this machine and still does. */
  Optional<ProcessHandle> client() {
    boolean isGivenUp = pid == ProcessHandle.current().pid() && !Activities.isWaitedFor(this);
    return isGivenUp ? Optional.empty() : process().find();
  }

  private ClientProcess process() {
    return new ClientProcess(host, pid, started);
  }

  /** Whether nobody waits for it any more; false if that cannot be known from here. */
  @JsonIgnore
  public boolean isOrphan() {
    return process().isOfThisHost() && client().isEmpty();
  }
}
