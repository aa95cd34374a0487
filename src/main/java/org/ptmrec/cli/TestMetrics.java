package org.ptmrec.cli;

import java.util.Map;
import java.util.Optional;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.report.MetricTable;
import org.ptmrec.schema.MetricValue;
import org.ptmrec.stage.EvaluateStage;

/** The metrics on the test split that a run came to. */
final class TestMetrics {
  private static final String SPLIT = "test";

  private TestMetrics() {}

  /** Empty for a run without evaluation. */
  static MetricTable of(ArtifactStore store, Map<String, Manifest> artifacts) {
    return of(
        Optional.ofNullable(artifacts.get(EvaluateStage.NAME))
            .map(evaluation -> new StoredArtifact(store, evaluation)));
  }

  /** Empty for a run without evaluation. */
  static MetricTable of(Map<String, StoredArtifact> artifacts) {
    return of(Optional.ofNullable(artifacts.get(EvaluateStage.NAME)));
  }

  private static MetricTable of(Optional<StoredArtifact> evaluation) {
    return evaluation
        .map(found -> found.paths(EvaluateStage.METRICS.name()))
        .map(paths -> MetricTable.of(SPLIT, new RecordFiles<>(MetricValue.class, paths).readAll()))
        .orElseGet(() -> MetricTable.empty(SPLIT));
  }
}
