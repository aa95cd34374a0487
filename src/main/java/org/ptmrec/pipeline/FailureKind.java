package org.ptmrec.pipeline;

import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.cluster.ClusterUnreachableException;
import org.ptmrec.tensor.UnsupportedDeviceException;

/** What kind of trouble ended a run or a command; what a process ends with follows from it. */
public enum FailureKind {
  /** What was given cannot be used. */
  INPUT,
  /** A stage could not make its artifact. */
  STAGE,
  /** The cluster was lost, or had no slots for too long. */
  CLUSTER,
  /** Nothing that a user could have known. */
  DEFECT;

  public static FailureKind of(Throwable failure) {
    if (failure instanceof UserErrorException || failure instanceof UnsupportedDeviceException) {
      return INPUT;
    }
    if (failure instanceof StageFailedException) {
      return failure.getCause() instanceof ClusterUnreachableException ? CLUSTER : STAGE;
    }
    return failure instanceof ClusterUnreachableException ? CLUSTER : DEFECT;
  }
}
