package org.ptmrec.cli;

import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ptmrec.artifact.Json;
import org.ptmrec.pipeline.Activity;
import org.ptmrec.pipeline.ProgressSnapshot;
import org.ptmrec.pipeline.RunFollower;
import org.ptmrec.pipeline.RunRecord;

/**
 * Shows how far a run is that another process has started, until it has ended; also of a job that
 * goes on after its client was killed.
 */
final class FollowRun {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final RunFollower follower;
  private final PrintWriter out;
  private final boolean isJson;
  private final boolean isTerminal;
  private final Duration every;
  private final RecentRate rate = new RecentRate();
  private Instant next = Instant.EPOCH;
  private String shown = "";

  /**
   * @param every how often something is shown; zero for once a second on a terminal, four times a
   *     minute elsewhere
   */
  FollowRun(RunFollower follower, PrintWriter out, boolean isJson, Duration every) {
    this.follower = follower;
    this.out = out;
    this.isJson = isJson;
    this.isTerminal = System.getenv("PTMREC_TERMINAL") != null && !isJson;
    this.every = every.isZero() ? Duration.ofSeconds(isTerminal ? 1 : 15) : every;
  }

  /**
   * @return exit code of the latest run
   */
  int follow(String pipeline) throws InterruptedException {
    Optional<String> run = follower.underWay(pipeline);
    if (run.isEmpty()) {
      say("no run of " + pipeline + " is under way");
      return ExitCode.OK;
    }
    return followRun(run.get());
  }

  /**
   * @return exit code of the run, also if it has ended before
   */
  int followRun(String run) throws InterruptedException {
    follower.run(run).filter(RunRecord::isElsewhere).ifPresent(this::warn);
    while (true) {
      Optional<RunRecord> record = follower.run(run);
      if (record.isPresent() && !record.get().status().equals(RunRecord.RUNNING)) {
        return ended(record.get());
      }
      Optional<Activity> activity = follower.activity(run);
      if (activity.isPresent() && !show(activity.get())) {
        return left(activity.get());
      }
      if (activity.isEmpty() && record.isEmpty()) {
        say("run " + run + " could not begin, as it has said itself, or its record was collected");
        return ExitCode.BAD_INPUT;
      }
      if (activity.isEmpty() && record.get().isAbandoned()) {
        say("run " + run + " was killed; run again to go on from what is kept");
        return ExitCode.STAGE_FAILED;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  /**
   * @return whether somebody still does it
   */
  private boolean show(Activity activity) throws InterruptedException {
    boolean isOrphan = activity.isOrphan();
    if (isOrphan && !follower.hasJob(activity)) {
      return false;
    }
    boolean isDue = !Instant.now().isBefore(next) || !activity.stage().equals(shown);
    Optional<ProgressSnapshot> progress = isDue ? follower.look(activity) : Optional.empty();
    if (progress.isPresent()) {
      next = Instant.now().plus(every);
      shown = activity.stage();
      print(activity, progress.get(), isOrphan ? " (its client is gone)" : "");
    }
    return true;
  }

  private void print(Activity activity, ProgressSnapshot progress, String remark) {
    if (isJson) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("event", "progress");
      fields.put("run", activity.run());
      fields.putAll(JsonOutput.progress(activity.stage(), progress));
      fields.put("rate", progress.rate());
      fields.put("millis", progress.elapsed().toMillis());
      fields.put("client", remark.isEmpty());
      out.println(Json.ordered(fields));
    } else {
      String text =
          activity.stage() + "  " + ProgressText.of(progress, rate.with(progress)) + remark;
      out.print(isTerminal ? "\r\033[K" + text : text + System.lineSeparator());
    }
    out.flush();
  }

  private void warn(RunRecord run) {
    say(
        "note",
        "run %s is done on %s: whether it still is cannot be seen from here, only how it ended"
            .formatted(run.id(), run.host()));
  }

  /** A job without a client that has come to its end: nobody was there to publish its results. */
  private int left(Activity activity) {
    say(
        "run %s was killed, and nothing of it runs any more; run again to go on from what is kept"
            .formatted(activity.run()));
    return ExitCode.STAGE_FAILED;
  }

  private int ended(RunRecord run) {
    say("run " + run.id() + ": " + run.status() + (run.error() == null ? "" : ", " + run.error()));
    return ExitCode.of(run);
  }

  private void say(String text) {
    say("end", text);
  }

  private void say(String event, String text) {
    if (isJson) {
      out.println(Json.ordered(ImmutableMap.of("event", event, "message", text)));
    } else {
      out.println((isTerminal ? "\r\033[K" : "") + text);
    }
    out.flush();
  }
}
