package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static Part part(String name, String sha256, boolean observed) {
    return new Part("users", name, 1, sha256, 1, observed);
  }

  @Test
  void digest_ofOtherContent_differs() {
    assertThat(Manifest.digestOf(List.of(part("a", "00", false))))
        .isNotEqualTo(Manifest.digestOf(List.of(part("a", "01", false))));
  }

  @Test
  void digest_ofOtherObservations_isTheSame() {
    assertThat(Manifest.digestOf(List.of(part("a", "00", false), part("b", "00", true))))
        .isEqualTo(Manifest.digestOf(List.of(part("a", "00", false), part("b", "01", true))));
  }
}
