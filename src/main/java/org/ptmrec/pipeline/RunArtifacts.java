package org.ptmrec.pipeline;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.StoredArtifact;
import org.ptmrec.stage.GateStage;
import org.ptmrec.stage.Input;

/**
 * What runs made or used. A stage that is made again, and one that reads it, takes the place that
 * it had in the store, maybe with another content. What a pinned run has there, and what the gate
 * compares others with, is kept with the run's record then.
 */
public final class RunArtifacts {
  private static final Set<String> READ_BY_GATE =
      new GateStage().inputs().stream().map(Input::stage).collect(Collectors.toSet());

  private RunArtifacts() {}

  /** Those that are still there and whole, by stage, in the order of the run. */
  public static Map<String, StoredArtifact> of(ArtifactStore store, RunRecord run) {
    Map<String, StoredArtifact> artifacts = new LinkedHashMap<>();
    for (RunRecord.StageRecord stage : run.stages()) {
      find(store, run, stage.stage()).ifPresent(found -> artifacts.put(stage.stage(), found));
    }
    return artifacts;
  }

  /** The one of a stage, with the content that the run saw; empty if that is not there any more. */
  static Optional<StoredArtifact> find(ArtifactStore store, RunRecord run, String stage) {
    return run.stages().stream()
        .filter(record -> record.stage().equals(stage) && !record.digest().isEmpty())
        .findFirst()
        .flatMap(record -> find(store, record).or(() -> find(keptOf(store, run), record)));
  }

  private static Optional<StoredArtifact> find(ArtifactStore store, RunRecord.StageRecord record) {
    Inspection found = store.inspect(record.stage(), record.fingerprint());
    return found.isWhole() && found.manifest().digest().equals(record.digest())
        ? Optional.of(new StoredArtifact(store, found.manifest()))
        : Optional.empty();
  }

  private static ArtifactStore keptOf(ArtifactStore store, RunRecord run) {
    return ArtifactStore.open(new RunLedger(store.root()).folderOf(run.id()) + "/artifacts");
  }

  /** Copies an artifact that is about to be replaced to the runs that are to keep it. */
  static void keep(ArtifactStore store, Manifest replaced) throws IOException {
    RunLedger ledger = new RunLedger(store.root());
    for (RunRecord run : ledger.runs()) {
      if (has(run, replaced) && isToKeep(run, replaced.stage(), ledger)) {
        store.copy(replaced, keptOf(store, run));
      }
    }
  }

  private static boolean has(RunRecord run, Manifest artifact) {
    return run.stages().stream()
        .anyMatch(
            record ->
                record.stage().equals(artifact.stage())
                    && record.fingerprint().equals(artifact.fingerprint())
                    && record.digest().equals(artifact.digest()));
  }

  private static boolean isToKeep(RunRecord run, String stage, RunLedger ledger) {
    boolean isBaseline =
        READ_BY_GATE.contains(stage)
            && ledger.promoted(run.pipeline()).filter(run.id()::equals).isPresent();
    return isBaseline || ledger.isPinned(run);
  }
}
