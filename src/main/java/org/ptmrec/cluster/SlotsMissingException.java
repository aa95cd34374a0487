package org.ptmrec.cluster;

import java.time.Duration;

/** A job got no slots: TaskManagers are lost, or others keep them busy. */
public final class SlotsMissingException extends ClusterUnreachableException {
  private static final long serialVersionUID = 1;

  SlotsMissingException(String address, Duration wait) {
    super(
        "no free slots at %s for %d s; start more TaskManagers, or wait for other jobs to end"
            .formatted(address, wait.toSeconds()));
  }
}
