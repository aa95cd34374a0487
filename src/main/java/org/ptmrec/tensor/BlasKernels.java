package org.ptmrec.tensor;

import com.google.common.annotations.VisibleForTesting;
import com.sun.jna.platform.unix.LibC;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of its kernels OpenBLAS takes. It knows processors by their model numbers, and one that
 * came out after it gets the kernels of a Pentium 4: a fifth of the speed (Emerald Rapids with
 * OpenBLAS 0.3.19, measured). So it is told by the instructions that the processor has, before it
 * is loaded; whoever sets OPENBLAS_CORETYPE decides instead.
 */
final class BlasKernels {
  private static final Logger LOG = LoggerFactory.getLogger(BlasKernels.class);
  private static final String VARIABLE = "OPENBLAS_CORETYPE";
  private static final Set<String> AVX_512 =
      Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");
  private static final Set<String> AVX_2 = Set.of("avx2", "fma");

  static final String CHOSEN = choose();

  private BlasKernels() {}

  private static String choose() {
    String given = System.getenv(VARIABLE);
    if (given != null) {
      return given;
    }
    Optional<String> name = of(Processor.vendor(), Processor.flags());
    name.ifPresent(BlasKernels::tell);
    return name.orElse("by OpenBLAS");
  }

  /** What OpenBLAS itself takes for the processors with these instructions that it knows. */
  @VisibleForTesting
  static Optional<String> of(String vendor, Set<String> flags) {
    boolean isIntel = vendor.equals("GenuineIntel");
    if (isIntel && flags.containsAll(AVX_512)) {
      return Optional.of("SkylakeX");
    }
    if (flags.containsAll(AVX_2)) {
      return isIntel
          ? Optional.of("Haswell")
          : vendor.equals("AuthenticAMD") ? Optional.of("Zen") : Optional.empty();
    }
    return Optional.empty();
  }

  /** Java's own environment is a copy that native code does not see. */
  private static void tell(String name) {
    try {
      LibC.INSTANCE.setenv(VARIABLE, name, 1);
    } catch (LinkageError e) {
      LOG.warn("cannot set {}={}, products may be slow: {}", VARIABLE, name, e.getMessage());
    }
  }
}
