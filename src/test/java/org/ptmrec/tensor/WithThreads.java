package org.ptmrec.tensor;

import java.util.function.Supplier;

/** Runs something with another number of kernel threads. */
public final class WithThreads {
  private WithThreads() {}

  public static <T> T withThreads(int threads, Supplier<T> body) {
    int before = Parallel.threads();
    Parallel.setThreads(threads);
    try {
      return body.get();
    } finally {
      Parallel.setThreads(before);
    }
  }
}
