package org.ptmrec.cluster;

import org.jspecify.annotations.Nullable;

/** A cluster that was to run a pipeline does not answer, or has nothing to run it on. */
public class ClusterUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClusterUnreachableException(String address, String problem, @Nullable Throwable cause) {
    super(
        "no Flink cluster answers at %s (%s); start one with 'ptmrec cluster start', or correct --flink-master"
            .formatted(address, problem),
        cause);
  }

  /** With a message of its own. */
  public ClusterUnreachableException(String message) {
    super(message);
  }

  /** With a message of its own. */
  public ClusterUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
