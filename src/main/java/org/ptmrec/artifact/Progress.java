package org.ptmrec.artifact;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Counters by which a transform tells how far it is; whoever runs the pipeline shows them.
 *
 * <p>Items are whatever the transform works on one by one: images, texts, training rows. Each
 * counter is a Beam metric and, beside it, a number of this process, for runners tell a metric only
 * when a bundle is done, which may be a whole training; see {@link ProgressFiles} and {@link
 * CountingFn}.
 */
public final class Progress {
  public static final String NAMESPACE = "progress";
  public static final String DONE = "done";
  public static final String TOTAL = "total";
  public static final String FAILED_PREFIX = "failed:";

  private static final Map<String, LongAdder> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private static volatile String job = "";

  private Progress() {}

  /** Names the job that this process works for from now on, for {@link LiveCounts}. */
  static void ofJob(String name) {
    job = name;
  }

  /** Items finished, failures among them. */
  public static Counter done() {
    return new LiveCounter(DONE);
  }

  /**
   * Items known to be there; increased when they are seen, before they are worked on, and decreased
   * by those that turn out to need no work.
   */
  public static Counter total() {
    return new LiveCounter(TOTAL);
  }

  /** Items given up, by reason. */
  public static Counter failed(String reason) {
    return new LiveCounter(FAILED_PREFIX + reason);
  }

  /** What was counted in this process since {@link #forget}, by name of the counter. */
  public static SortedMap<String, Long> inThisProcess() {
    SortedMap<String, Long> counts = new TreeMap<>();
    IN_THIS_PROCESS.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** Starts anew, when another pipeline starts. */
  public static void forget() {
    IN_THIS_PROCESS.clear();
  }

  private static final class LiveCounter implements Counter {
    private final Counter metric;

    LiveCounter(String name) {
      metric = Metrics.counter(NAMESPACE, name);
    }

    @Override
    public void inc() {
      inc(1);
    }

    @Override
    public void inc(long n) {
      metric.inc(n);
      IN_THIS_PROCESS.computeIfAbsent(getName().getName(), name -> new LongAdder()).add(n);
      ProgressFiles.counted();
      LiveCounts.add(job, getName().getName(), n);
    }

    @Override
    public void dec() {
      inc(-1);
    }

    @Override
    public void dec(long n) {
      inc(-n);
    }

    @Override
    public MetricName getName() {
      return metric.getName();
    }
  }
}
