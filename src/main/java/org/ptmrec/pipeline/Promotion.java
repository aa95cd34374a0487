package org.ptmrec.pipeline;

import java.util.Map;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.schema.QualityVerdict;
import org.ptmrec.stage.GateStage;

/**
 * What follows from a quality gate: a run that has passed is promoted. Without a gate nothing is.
 */
final class Promotion {
  private Promotion() {}

  /** Puts the verdict on a run, if it has come to one, and promotes the run that made it pass. */
  static RunRecord decide(
      RunRecord run, Map<String, Manifest> artifacts, ArtifactStore store, RunLedger ledger) {
    Manifest gate = artifacts.get(GateStage.NAME);
    if (gate == null) {
      return run;
    }
    QualityVerdict verdict =
        new RecordFiles<>(QualityVerdict.class, store.paths(gate, GateStage.VERDICT.name()))
            .readAll()
            .get(0);
    RunRecord judged =
        run.withGate(
            new RunRecord.Gate(
                verdict.getPassed(),
                verdict.getReason(),
                verdict.getMetric(),
                verdict.getValue(),
                verdict.getBaselineRun(),
                verdict.getBaselineValue(),
                verdict.getP(),
                verdict.getEffect()));
    // A verdict that is used again must not bring back what something better has replaced.
    if (verdict.getPassed() && gate.run().equals(run.id())) {
      ledger.promote(judged);
    }
    return judged;
  }
}
