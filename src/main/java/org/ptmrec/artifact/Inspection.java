package org.ptmrec.artifact;

import org.jspecify.annotations.Nullable;

/** What a look at an artifact found. */
public final class Inspection {
  private final @Nullable Manifest manifest;
  private final @Nullable String problem;

  private Inspection(@Nullable Manifest manifest, @Nullable String problem) {
    this.manifest = manifest;
    this.problem = problem;
  }

  static Inspection missing() {
    return new Inspection(null, null);
  }

  static Inspection corrupt(@Nullable Manifest manifest, String problem) {
    return new Inspection(manifest, problem);
  }

  static Inspection whole(Manifest manifest) {
    return new Inspection(manifest, null);
  }

  public boolean isMissing() {
    return manifest == null && problem == null;
  }

  public boolean isCorrupt() {
    return problem != null;
  }

  public boolean isWhole() {
    return manifest != null && problem == null;
  }

  /**
   * @throws IllegalStateException unless the artifact is whole
   */
  public Manifest manifest() {
    if (manifest == null || problem != null) {
      throw new IllegalStateException("no whole artifact");
    }
    return manifest;
  }

  /**
   * @throws IllegalStateException unless the artifact is corrupt
   */
  public String problem() {
    if (problem == null) {
      throw new IllegalStateException("not corrupt");
    }
    return problem;
  }
}
