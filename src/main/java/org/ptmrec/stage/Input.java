package org.ptmrec.stage;

/**
 * An earlier stage whose artifact is read.
 *
 * @param stage the stage's name
 * @param isOptional whether a pipeline may do without it
 */
public record Input(String stage, boolean isOptional) {
  public static Input required(String stage) {
    return new Input(stage, false);
  }

  public static Input optional(String stage) {
    return new Input(stage, true);
  }
}
