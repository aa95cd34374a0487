package org.ptmrec.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.Progress;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one Beam pipeline to its end, telling how far it is, and cancels it when interrupted. */
final class PipelineExecution {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineExecution.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private PipelineExecution() {}

  /**
   * @param job what there is to see of it on a cluster; empty if the pipeline runs in this process
   * @return every counter at the end, by {@code namespace/name}
   * @throws InterruptedException if this thread was interrupted; the pipeline is cancelled then
   * @throws ClusterUnreachableException if the cluster is lost or has no slots for too long
   * @throws Exception what the pipeline failed with
   */
  static Map<String, Long> run(
      Pipeline pipeline, Optional<JobProgress> job, Consumer<ProgressSnapshot> progress)
      throws Exception {
    Instant start = Instant.now();
    Progress.forget();
    AtomicReference<@Nullable PipelineResult> started = new AtomicReference<>();
    // Some runners return at once, some when all is done: a thread of its own serves both.
    FutureTask<PipelineResult> task =
        new FutureTask<>(
            (Callable<PipelineResult>)
                () -> {
                  PipelineResult result = pipeline.run();
                  started.set(result);
                  result.waitUntilFinish();
                  return result;
                });
    Thread thread = new Thread(task, "beam-pipeline");
    thread.setDaemon(true);
    thread.start();
    while (true) {
      try {
        return counters(task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        report(job, started.get(), start, thread, progress);
      } catch (InterruptedException e) {
        cancel(job, started.get(), thread);
        throw e;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  private static void report(
      Optional<JobProgress> job,
      @Nullable PipelineResult result,
      Instant start,
      Thread thread,
      Consumer<ProgressSnapshot> progress)
      throws InterruptedException {
    try {
      if (job.isPresent()) {
        job.get().look().ifPresent(progress);
      } else if (result != null) {
        progress.accept(ProgressSnapshot.of(result, Duration.between(start, Instant.now())));
      }
    } catch (InterruptedException e) {
      cancel(job, result, thread);
      throw e;
    } catch (ClusterUnreachableException e) {
      thread.interrupt();
      throw e;
    }
  }

  private static void cancel(
      Optional<JobProgress> job, @Nullable PipelineResult result, Thread thread)
      throws InterruptedException {
    try {
      if (job.isPresent()) {
        boolean unused = job.get().cancel();
      } else if (result != null) {
        result.cancel();
      }
    } catch (IOException | UnsupportedOperationException | ClusterUnreachableException e) {
      LOG.warn("the pipeline cannot be cancelled: {}", e.getMessage());
    } finally {
      thread.interrupt();
    }
  }

  private static Map<String, Long> counters(PipelineResult result) {
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter :
        result.metrics().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      String namespace = counter.getName().getNamespace();
      if (namespace.startsWith("org.ptmrec.") || !namespace.contains(".")) {
        String name = namespace.substring(namespace.lastIndexOf('.') + 1);
        counters.merge(name + "/" + counter.getName().getName(), counter.getAttempted(), Long::sum);
      }
    }
    return counters;
  }
}
