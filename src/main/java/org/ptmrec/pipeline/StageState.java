package org.ptmrec.pipeline;

/** What is known of a stage's artifact. */
public enum StageState {
  /** It is there and is what the stage would make. */
  FRESH,
  /** There is one, made from something else. */
  STALE,
  /** There is none. */
  MISSING,
  /** It was there and is damaged. */
  CORRUPT
}
