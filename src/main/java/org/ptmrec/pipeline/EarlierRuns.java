package org.ptmrec.pipeline;

import java.util.Optional;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.stage.GateStage;

/** The runs of a store, as a pipeline sees them that runs now. */
final class EarlierRuns {
  private final ArtifactStore store;
  private final RunLedger ledger;
  private final String pipeline;

  EarlierRuns(ArtifactStore store, String pipeline) {
    this.store = store;
    this.ledger = new RunLedger(store.root());
    this.pipeline = pipeline;
  }

  /** A run by its id, or the promoted one; empty if there is none. */
  Optional<String> find(String name) {
    return name.equals(GateStage.PROMOTED)
        ? ledger.promoted(pipeline)
        : ledger.read(name).map(RunRecord::id);
  }

  /** What a run made or used of a stage, if it is whole. */
  Optional<StoredArtifact> artifact(String run, String stage) {
    return ledger.read(run).flatMap(record -> RunArtifacts.find(store, record, stage));
  }
}
