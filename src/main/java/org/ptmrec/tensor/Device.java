package org.ptmrec.tensor;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A graphics card, with its compute capability.
 *
 * @param bytes of its memory
 */
public record Device(String name, int major, int minor, long bytes) {
  /**
   * Ten times the compute capabilities that nd4j-cuda-11.6 1.0.0-M2.1 holds machine code for; it
   * holds nothing that a driver could translate for newer cards. Code runs on cards of the same
   * major and the same or a later minor.
   */
  private static final ImmutableIntArray COMPILED_FOR =
      ImmutableIntArray.of(37, 50, 52, 60, 61, 70, 75, 80, 86);

  /** The cards of this machine that ND4J sees; none where it works on the CPU. */
  public static ImmutableList<Device> all() {
    if (Backend.isCpu()) {
      return ImmutableList.of();
    }
    NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
    ImmutableList.Builder<Device> devices = ImmutableList.builder();
    for (int i = 0; i < natives.getAvailableDevices(); i++) {
      devices.add(
          new Device(
              natives.getDeviceName(i),
              natives.getDeviceMajor(i),
              natives.getDeviceMinor(i),
              natives.getDeviceTotalMemory(i)));
    }
    return devices.build();
  }

  /** Why no kernel would run on this card; empty if they do. */
  public Optional<String> problem() {
    if (COMPILED_FOR.stream().anyMatch(code -> code / 10 == major && code % 10 <= minor)) {
      return Optional.empty();
    }
    String codes =
        COMPILED_FOR.stream()
            .mapToObj(code -> code / 10 + "." + code % 10)
            .collect(Collectors.joining(", "));
    return Optional.of(
        "%s has compute capability %d.%d, and ND4J's natives for CUDA 11.6 hold machine code for %s only: Ada cards and older, not Hopper or later; take such a card, or build without -Pcuda for the CPU"
            .formatted(name, major, minor, codes));
  }
}
