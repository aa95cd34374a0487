package org.ptmrec.cli;

import java.util.Map;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.report.MetricTable;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.stage.EvaluateStage;

/** The metrics on the test split that a run came to. */
final class TestMetrics {
  private static final String SPLIT = "test";

  private TestMetrics() {}

  /** Empty for a run without evaluation. */
  static MetricTable of(ArtifactStore store, Map<String, Manifest> artifacts) {
    Manifest evaluation = artifacts.get(EvaluateStage.NAME);
    return evaluation == null
        ? MetricTable.empty(SPLIT)
        : MetricTable.of(
            SPLIT,
            new RecordFiles<>(
                    MetricValue.class, store.paths(evaluation, EvaluateStage.METRICS.name()))
                .readAll());
  }
}
