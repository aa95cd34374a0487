package org.ptmrec.pipeline;

/** A stage could not make its artifact; what was published before it stays. */
public final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String stage;

  StageFailedException(String stage, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
  }

  public String stage() {
    return stage;
  }
}
