package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HangGuardTest {
  private long now;
  private final HangGuard hangs = new HangGuard(Duration.ofSeconds(60), () -> now);

  @Test
  void check_workThatIsOver_fine() {
    assertThat(hangs.<Integer, RuntimeException>watch(() -> 7)).isEqualTo(7);
    now = Duration.ofHours(1).toNanos();
    hangs.check();
  }

  @Test
  void check_workWithinItsTime_fineUntilItIsNot() {
    hangs.<Integer, RuntimeException>watch(
        () -> {
          now = Duration.ofSeconds(60).toNanos();
          hangs.check();
          now++;
          HangGuard.HungException e = assertThrows(HangGuard.HungException.class, hangs::check);
          assertThat(e).hasMessageThat().contains(Thread.currentThread().getName());
          return 0;
        });
  }
}
