package org.ptmrec.tune;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.ptmrec.tensor.Backend;
import org.ptmrec.tensor.Tape;

/** {@code mvn -Pcuda verify -Dtest.groups.excluded=none} on a machine with a graphics card. */
@Tag("gpu")
class GpuEncoderTest {
  private static final int BATCHES = 50;
  private static final long SLACK_BYTES = 64L << 20;

  @Test
  void compute_onTheGpu_givesWhatTheCpuGives() {
    assumeGpu();
    assertThat(Nd4j.getBackend().getClass().getSimpleName()).isEqualTo("JCublasBackend");
    try (Tape tape = Tape.create()) {
      StoredEncoding.assertClose(new StoredEncoding().compute(tape), 1e-3);
    }
  }

  @Test
  void compute_fiftyTimes_keepsTheMemoryOfTheCard() {
    assumeGpu();
    StoredEncoding encoding = new StoredEncoding();
    try (Tape tape = Tape.create()) {
      encoding.compute(tape);
      long matrices = tape.allocatedMatrices();
      long free = freeBytes();
      for (int batch = 0; batch < BATCHES; batch++) {
        encoding.compute(tape);
      }
      assertThat(tape.allocatedMatrices()).isEqualTo(matrices);
      assertThat(free - freeBytes()).isLessThan(SLACK_BYTES);
    }
  }

  private static void assumeGpu() {
    assumeFalse(Backend.isCpu(), "ND4J works on the CPU: build with -Pcuda");
  }

  private static long freeBytes() {
    System.gc();
    return NativeOpsHolder.getInstance().getDeviceNativeOps().getDeviceFreeMemory(0);
  }
}
