package org.ptmrec.artifact;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Counters by which a transform tells how far it is; whoever runs the pipeline shows them.
 *
 * <p>Items are whatever the transform works on one by one: images, texts, epochs.
 */
public final class Progress {
  public static final String NAMESPACE = "progress";
  public static final String DONE = "done";
  public static final String TOTAL = "total";
  public static final String FAILED_PREFIX = "failed:";

  private Progress() {}

  /** Items finished, failures among them. */
  public static Counter done() {
    return Metrics.counter(NAMESPACE, DONE);
  }

  /** Items known to be there; increased when they are seen, before they are worked on. */
  public static Counter total() {
    return Metrics.counter(NAMESPACE, TOTAL);
  }

  /** Items given up, by reason. */
  public static Counter failed(String reason) {
    return Metrics.counter(NAMESPACE, FAILED_PREFIX + reason);
  }
}
