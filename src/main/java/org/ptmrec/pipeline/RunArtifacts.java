package org.ptmrec.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Inspection;
import org.ptmrec.artifact.Manifest;

/** What a run made or used. */
public final class RunArtifacts {
  private RunArtifacts() {}

  /** The artifacts that are still there and whole, by stage, in the order of the run. */
  public static Map<String, Manifest> of(ArtifactStore store, RunRecord run) {
    Map<String, Manifest> artifacts = new LinkedHashMap<>();
    for (RunRecord.StageRecord stage : run.stages()) {
      Inspection found = store.inspect(stage.stage(), stage.fingerprint());
      if (found.isWhole()) {
        artifacts.put(stage.stage(), found.manifest());
      }
    }
    return artifacts;
  }
}
