package org.ptmrec.stage;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainStageTest {
  private static Object parse(String name, Object value) {
    return new TrainStage()
        .parameters().stream()
            .filter(param -> param.name().equals(name))
            .findFirst()
            .orElseThrow()
            .parse(value);
  }

  @Test
  void parameters_sameTrialTwice_refused() {
    assertThat(parse("seeds", List.of(1L, 2L))).isEqualTo(List.of(1L, 2L));
    assertThat(
            assertThrows(IllegalArgumentException.class, () -> parse("seeds", List.of(999L, 999L))))
        .hasMessageThat()
        .contains("must not have one twice");
    assertThat(
            assertThrows(
                IllegalArgumentException.class,
                () -> parse("recommenders", List.of("BPR", "VBPR", "BPR"))))
        .hasMessageThat()
        .contains("must not name one twice");
  }

  @Test
  void values_sameNumberTwice_refusedByName() {
    assertThat(
            assertThrows(
                IllegalArgumentException.class,
                () -> TrainStage.values("grid.BPR", Map.of("regWeight", List.of(0.1, 0.10)))))
        .hasMessageThat()
        .contains("grid.BPR.regWeight must not have a number twice");
  }
}
