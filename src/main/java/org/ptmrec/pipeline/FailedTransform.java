package org.ptmrec.pipeline;

import com.google.common.base.Throwables;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.cluster.FlinkRest;

/** Finds out which stage's transforms made a job fail that holds several stages. */
final class FailedTransform {
  private static final Pattern JOB = Pattern.compile("JobID: ([0-9a-f]{32})");

  private FailedTransform() {}

  /** The stage, if the cluster knows it; otherwise all of them. */
  static String stageOf(Throwable failure, PipelineSpec pipeline) throws InterruptedException {
    String address = pipeline.settings().get(PipelineKeys.FLINK_MASTER);
    Optional<String> job = job(failure);
    if (job.isPresent()) {
      try {
        String task = new FlinkRest(address).failedTask(job.get());
        for (PipelineSpec.Step step : pipeline.steps()) {
          if (task.contains(" at " + step.name() + "/")) {
            return step.name();
          }
        }
      } catch (ClusterUnreachableException e) {
        failure.addSuppressed(e);
      }
    }
    return String.join(", ", pipeline.steps().stream().map(PipelineSpec.Step::name).toList());
  }

  private static Optional<String> job(Throwable failure) {
    return Throwables.getCausalChain(failure).stream()
        .map(cause -> JOB.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
