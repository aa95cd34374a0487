package org.ptmrec.stage;

import java.util.Optional;
import java.util.Set;
import org.ptmrec.artifact.Manifest;

/**
 * What a stage may take over from an earlier time instead of doing it again.
 *
 * @param previous the artifact of the stage that this one replaces, or else the last one that the
 *     pipeline made; only if it is whole
 * @param isForced whether the run asked for this stage by name, fresh or not
 * @param retriedReasons failures of the earlier artifact that are to be tried again
 */
public record Rerun(Optional<Manifest> previous, boolean isForced, Set<String> retriedReasons) {
  public Rerun {
    retriedReasons = Set.copyOf(retriedReasons);
  }
}
