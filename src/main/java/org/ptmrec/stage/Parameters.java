package org.ptmrec.stage;

import java.util.Optional;

/** The values that a pipeline file gives to a stage's parameters, defaults filled in. */
public interface Parameters {
  /**
   * Paths come back absolute (relative ones are relative to the pipeline file). References such as
   * {@code ${catalogue:url}} are resolved, except {@code ${env:NAME}} in texts: these stay as
   * written, so that no secret travels in options or plans; {@link
   * org.ptmrec.artifact.Environment#resolve} resolves them where they are used.
   *
   * @throws IllegalStateException if the parameter is optional and has no value
   */
  <T> T get(Param<T> param);

  /** Empty if the parameter is optional and has no value. */
  <T> Optional<T> find(Param<T> param);
}
