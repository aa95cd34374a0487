package org.ptmrec.tensor;

import static com.google.common.truth.Truth.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BlasKernelsTest {
  private static final Set<String> HASWELL = Set.of("sse2", "avx", "avx2", "fma");
  private static final Set<String> EMERALD_RAPIDS =
      Set.of(
          "sse2",
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512cd",
          "avx512dq",
          "avx512vl",
          "amx_tile");

  @Test
  void of_processorsByTheirInstructions_namesTheKernelsMadeForThem() {
    assertThat(BlasKernels.of("GenuineIntel", EMERALD_RAPIDS)).hasValue("SkylakeX");
    assertThat(BlasKernels.of("GenuineIntel", HASWELL)).hasValue("Haswell");
    assertThat(BlasKernels.of("AuthenticAMD", HASWELL)).hasValue("Zen");
    assertThat(BlasKernels.of("AuthenticAMD", EMERALD_RAPIDS)).hasValue("Zen");
  }

  @Test
  void of_processorWithoutVectorsOf256Bits_leavesItToOpenBlas() {
    assertThat(BlasKernels.of("GenuineIntel", Set.of("sse2", "avx"))).isEmpty();
    assertThat(BlasKernels.of("", Set.of())).isEmpty();
  }
}
