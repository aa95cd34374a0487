package org.ptmrec.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.ThisHost;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.pipeline.RunRecord.StageRecord;
import org.ptmrec.stage.ReportStage;

/** Runs what is not fresh of a pipeline, stage by stage. */
public final class PipelineRunner {
  private static final String REPORT = ReportStage.NAME;
  private static final String REPORT_FILE = ReportStage.FILE;

  private final PipelineSpec pipeline;
  private final ArtifactStore store;
  private final RunListener listener;
  private final RunLedger ledger;
  private final Planner planner;
  private final List<StageRecord> records = new ArrayList<>();

  /** What a run came to. */
  public record Result(RunRecord run, Map<String, Manifest> artifacts) {}

  public PipelineRunner(PipelineSpec pipeline, ArtifactStore store, RunListener listener) {
    this.pipeline = pipeline;
    this.store = store;
    this.listener = listener;
    this.ledger = new RunLedger(store.root());
    this.planner = new Planner(store);
  }

  /**
   * @throws UserErrorException before anything has run
   * @throws ClusterUnreachableException before anything has run
   * @throws StageFailedException if a stage failed; those before it are published. The cause is a
   *     ClusterUnreachableException if the cluster was lost or had no slots for too long
   * @throws InterruptedException if this thread was interrupted; nothing partial is left
   */
  public Result run(Selection selection) throws InterruptedException {
    selection.check(pipeline);
    store.checkWritable();
    checkRunner();
    List<String> selected = selection.of(pipeline);
    RunRecord run = newRecord();
    ledger.save(run); // before anything is looked at, so that nobody collects what is found fresh
    List<StagePlan> plans = plan(run, selection, selected);
    run = run.with(RunRecord.RUNNING, planned(plans));
    ledger.save(run);
    ledger.savePipeline(run, PipelineText.of(pipeline));
    try {
      listener.runStarted(run, plans, selected);
      Map<String, Manifest> artifacts = new TreeMap<>();
      for (StagePlan plan : plans) {
        execute(run, plan, selected, selection, artifacts);
      }
      run = finished(run.with(RunRecord.OK, records), artifacts);
      return new Result(run, artifacts);
    } catch (InterruptedException e) {
      run = run.with(RunRecord.INTERRUPTED, records);
      throw e;
    } catch (RuntimeException | Error e) {
      run = failed(run, e);
      throw e;
    } finally {
      ledger.save(run);
      store.digests().save();
      listener.runFinished(run);
    }
  }

  /** Also what is no failure of a stage ends a run, such as a listener's. */
  private RunRecord failed(RunRecord run, Throwable failure) {
    String message =
        failure instanceof StageFailedException
            ? String.valueOf(failure.getMessage())
            : FailureMessage.of(failure);
    String trace =
        FailureMessage.isForUsers(failure) ? "" : "; details in " + ledger.saveTrace(run, failure);
    return run.failed(records, message + trace, FailureKind.of(failure));
  }

  private List<StagePlan> plan(RunRecord run, Selection selection, List<String> selected) {
    boolean isPossible = false;
    try {
      List<StagePlan> plans = planner.plan(pipeline, selection);
      checkRunnable(plans, selected);
      checkFiles(plans, selected);
      isPossible = true;
      return plans;
    } finally {
      if (!isPossible) {
        ledger.remove(run);
      }
    }
  }

  private static List<StageRecord> planned(List<StagePlan> plans) {
    return plans.stream()
        .map(plan -> record(plan, "planned", Optional.empty(), Duration.ZERO))
        .toList();
  }

  private RunRecord newRecord() {
    Instant now = Instant.now();
    return new RunRecord(
        RunLedger.newId(now),
        pipeline.name(),
        pipeline.file(),
        pipeline.settings().get(PipelineKeys.RUNNER).name().toLowerCase(java.util.Locale.ROOT),
        ThisHost.name(),
        ProcessHandle.current().pid(),
        now,
        null,
        RunRecord.RUNNING,
        List.of(),
        null,
        null,
        null,
        null);
  }

  private RunRecord finished(RunRecord run, Map<String, Manifest> artifacts) {
    RunRecord judged = Promotion.decide(run, artifacts, store, ledger);
    Manifest report = artifacts.get(REPORT);
    return report == null
        ? judged
        : judged.withReport(store.folder(REPORT, report.fingerprint()) + "/" + REPORT_FILE);
  }

  /** A stage that may not run must be fresh if one that may run reads it. */
  private void checkRunnable(List<StagePlan> plans, List<String> selected) {
    Map<String, StagePlan> byName = new HashMap<>();
    plans.forEach(plan -> byName.put(plan.stage(), plan));
    for (StagePlan plan : plans) {
      if (selected.contains(plan.stage())) {
        for (String input : plan.step().inputs()) {
          StagePlan read = byName.get(input);
          if (read != null && !read.isFresh() && !selected.contains(input)) {
            throw new UserErrorException(
                "stage "
                    + plan.stage()
                    + " reads stage "
                    + input
                    + ", which is "
                    + read.state()
                    + " ("
                    + read.reason()
                    + ") and not selected; run with --from "
                    + input);
          }
        }
      }
    }
  }

  private static void checkFiles(List<StagePlan> plans, List<String> selected) {
    for (StagePlan plan : plans) {
      if (!plan.isFresh() && selected.contains(plan.stage())) {
        plan.step().stage().checkFiles(plan.step().settings());
      }
    }
  }

  private void execute(
      RunRecord run,
      StagePlan planned,
      List<String> selected,
      Selection selection,
      Map<String, Manifest> artifacts)
      throws InterruptedException {
    Map<String, Manifest> parents = new TreeMap<>(artifacts);
    parents.keySet().retainAll(planned.step().inputs());
    // Once more: what a repeated stage came to may have changed what this one needs.
    StagePlan plan =
        planner.plan(planned.step(), planned.recipe(), parents, selection, pipeline.name());
    if (plan.isFresh()) {
      Manifest manifest = plan.inspection().manifest();
      artifacts.put(plan.stage(), manifest);
      records.add(record(plan, "reused", Optional.of(manifest), Duration.ZERO));
      listener.stageReused(plan, manifest);
      return;
    }
    if (!selected.contains(plan.stage())) {
      records.add(record(plan, "skipped", Optional.empty(), Duration.ZERO));
      return;
    }
    Instant started = Instant.now();
    Manifest manifest;
    try {
      listener.stageStarted(plan);
      manifest =
          new StageAttempts(store, pipeline.settings(), pipeline.name(), run.id())
              .make(
                  plan,
                  parents,
                  selection.rerun(plan.stage(), planner.previous(plan, pipeline.name())),
                  progress -> listener.stageProgressed(plan, progress));
    } catch (StageFailedException | ClusterUnreachableException e) {
      StageFailedException failure = explained(plan, e);
      records.add(record(plan, "failed", Optional.empty(), since(started)));
      listener.stageFailed(plan, String.valueOf(failure.getMessage()));
      throw failure;
    } catch (InterruptedException e) {
      records.add(record(plan, "interrupted", Optional.empty(), since(started)));
      throw e;
    } catch (RuntimeException | Error e) {
      records.add(record(plan, "failed", Optional.empty(), since(started)));
      throw e;
    }
    artifacts.put(plan.stage(), manifest);
    records.add(record(plan, "made", Optional.of(manifest), since(started)));
    listener.stageFinished(plan, manifest);
  }

  /** A lost cluster is another trouble than a failed stage. */
  private StageFailedException explained(StagePlan plan, RuntimeException failure)
      throws InterruptedException {
    if (failure instanceof StageFailedException failed) {
      try {
        checkRunner();
        return failed;
      } catch (ClusterUnreachableException e) {
        return new StageFailedException(plan.stage(), String.valueOf(e.getMessage()), e);
      }
    }
    return new StageFailedException(plan.stage(), String.valueOf(failure.getMessage()), failure);
  }

  /** Complains of a cluster that does not answer. */
  private void checkRunner() throws InterruptedException {
    Optional<ClusterAccess> cluster = ClusterAccess.of(pipeline.settings());
    if (cluster.isPresent()) {
      cluster.get().check();
    }
  }

  private static Duration since(Instant started) {
    return Duration.between(started, Instant.now());
  }

  private static StageRecord record(
      StagePlan plan, String status, Optional<Manifest> manifest, Duration duration) {
    return new StageRecord(
        plan.stage(),
        plan.fingerprint(),
        status,
        manifest.map(Manifest::digest).orElse(""),
        duration.toMillis());
  }
}
