package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  @Test
  void run_fetchThatNeverEnds_endsWithAnError() {
    CountDownLatch never = new CountDownLatch(1);
    HangGuard expired = new HangGuard(Duration.ofNanos(-1), System::nanoTime);
    ConcurrentFetch fetch =
        new ConcurrentFetch(
            1,
            1,
            request ->
                expired.<FetchOutcome, InterruptedException>watch(
                    () -> {
                      never.await();
                      throw new AssertionError();
                    }),
            expired);
    FetchRequest request = new FetchRequest("u", List.of(0), null, null, false);
    assertThrows(
        HangGuard.HungException.class, () -> fetch.run(List.of(List.of(request)), outcome -> {}));
  }

  @Test
  void run_defect_isNotSwallowed() {
    ConcurrentFetch fetch =
        new ConcurrentFetch(
            2,
            2,
            request -> {
              throw new ArithmeticException("defect");
            },
            hangs);
    FetchRequest request = new FetchRequest("u", List.of(0), null, null, false);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> fetch.run(List.of(List.of(request)), outcome -> {}));
    assertThat(e).hasCauseThat().hasMessageThat().isEqualTo("defect");
  }
}
