package org.ptmrec.artifact;

import java.util.List;

/** A whole artifact and the store that it is in. */
public record StoredArtifact(ArtifactStore store, Manifest manifest) {

  /** The files of one output. */
  public List<String> paths(String output) {
    return store.paths(manifest, output);
  }
}
