package org.ptmrec.tensor;

import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;

/** Which machine ND4J works on; decided by the jars on the class path, once a process. */
public final class Backend {
  static {
    LibraryClassLoader.use();
  }

  private static final boolean CPU = name().equals("CpuBackend");

  private static boolean devicesAreChecked;

  private Backend() {}

  public static boolean isCpu() {
    return CPU;
  }

  /** ND4J's backend, such as CpuBackend. */
  public static String name() {
    return Nd4j.getBackend().getClass().getSimpleName();
  }

  /** The vendor of the library of matrix products, as ND4J calls it. */
  public static String blas() {
    return Nd4j.getExecutioner()
        .getEnvironmentInformation()
        .getProperty(Nd4jEnvironment.BLAS_VENDOR_KEY, "unknown");
  }

  /** How many threads the CPU's kernels use. */
  public static int threads() {
    return Parallel.threads();
  }

  /**
   * The fastest kernels for this backend.
   *
   * @throws UnsupportedDeviceException if there is a graphics card that cannot run them
   */
  public static Kernels kernels() {
    if (CPU) {
      return CpuKernels.INSTANCE;
    }
    checkDevices();
    return Nd4jKernels.INSTANCE;
  }

  private static synchronized void checkDevices() {
    if (!devicesAreChecked) {
      Device.all()
          .forEach(
              device ->
                  device
                      .problem()
                      .ifPresent(
                          problem -> {
                            throw new UnsupportedDeviceException(problem);
                          }));
      devicesAreChecked = true;
    }
  }
}
