package org.ptmrec.artifact;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of this process by job and counter, for whoever watches it. In a worker of a cluster every
 * job has classes of its own, and so has the watcher; the table is made of classes of the JDK and
 * kept among the system properties, where all of them find the same one.
 */
public final class LiveCounts {
  private static final String PROPERTY = "ptmrec.counts";

  /** Between the parts of a key. */
  private static final char SEPARATOR = '\t';

  private LiveCounts() {}

  static void add(String job, String counter, long n) {
    table().computeIfAbsent(job + SEPARATOR + counter, key -> new LongAdder()).add(n);
  }

  /** Shows every count. */
  public static void forEach(Visitor visitor) {
    table()
        .forEach(
            (key, count) -> {
              int at = key.indexOf(SEPARATOR);
              visitor.visit(key.substring(0, at), key.substring(at + 1), count.sum());
            });
  }

  /** Looks at a count. */
  public interface Visitor {
    void visit(String job, String counter, long value);
  }

  @SuppressWarnings("unchecked") // nobody else uses the name
  private static ConcurrentMap<String, LongAdder> table() {
    return (ConcurrentMap<String, LongAdder>)
        System.getProperties().computeIfAbsent(PROPERTY, name -> new ConcurrentHashMap<>());
  }
}
