package org.ptmrec.tensor;

import java.util.Objects;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J keeps for good the context class loader of the thread that first touches it. In a worker of
 * a cluster that is the loader of a job, which is closed when the job ends: it is told to use its
 * own.
 */
final class LibraryClassLoader {
  static {
    Objects.requireNonNull(BlasKernels.CHOSEN); // chosen before ND4J loads them
    ND4JClassLoading.setNd4jClassloaderFromClass(Nd4j.class);
  }

  private LibraryClassLoader() {}

  /** Takes effect before ND4J does anything, if called first. */
  static void use() {}
}
