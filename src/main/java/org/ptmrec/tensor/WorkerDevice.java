package org.ptmrec.tensor;

import org.nd4j.linalg.factory.Nd4j;

/**
 * The device that this process computes on. A worker of a cluster may have been given one GPU of
 * several; whoever computes puts its thread there first.
 */
public final class WorkerDevice {
  /** System property with the number of the GPU that this process was given. */
  public static final String GIVEN = "ptmrec.device";

  /** System property with the reason why this process got no GPU although it was to have one. */
  public static final String REFUSED = "ptmrec.device.refused";

  private WorkerDevice() {}

  /**
   * Puts the calling thread onto the process's device. What a thread makes stays on the device that
   * it had.
   *
   * @return the device, for people
   * @throws IllegalStateException if the process was to have a GPU and has none
   */
  public static String use() {
    String refused = System.getProperty(REFUSED);
    if (refused != null) {
      throw new IllegalStateException("this worker was to have a GPU: " + refused);
    }
    String given = System.getProperty(GIVEN);
    if (given == null) {
      return Backend.isCpu()
          ? "the CPU"
          : gpu(Nd4j.getAffinityManager().getDeviceForCurrentThread());
    }
    int device = Integer.parseInt(given);
    if (Backend.isCpu()) {
      return gpu(device) + ", computing on the CPU: no CUDA backend is on the class path";
    }
    int visible = Nd4j.getAffinityManager().getNumberOfDevices();
    if (device >= visible) {
      throw new IllegalStateException(
          "this worker was given GPU %d, but CUDA sees %d; is CUDA_VISIBLE_DEVICES set?"
              .formatted(device, visible));
    }
    Nd4j.getAffinityManager().unsafeSetDevice(device);
    return gpu(device);
  }

  /**
   * Multiplies two small matrices there.
   *
   * @return the device, for people
   * @throws IllegalStateException if the process has no device, or it calculates wrong
   */
  public static String tried() {
    String device = use();
    double sum = Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 2)).sumNumber().doubleValue();
    if (sum != 12) {
      throw new IllegalStateException(device + " says that 3 + 3 + 3 + 3 is " + sum);
    }
    return device;
  }

  private static String gpu(int device) {
    return "GPU " + device;
  }
}
