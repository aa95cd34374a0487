package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostPacerTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Long> waits = new ArrayList<>();
  private long now = 7;

  private HostPacer pacer(double rate) {
    return new HostPacer(
        rate,
        () -> now,
        nanos -> {
          waits.add(nanos);
          now += nanos;
        });
  }

  @Test
  void acquire_manyAtOnce_evenlySpread() throws InterruptedException {
    HostPacer pacer = pacer(5);
    for (int i = 0; i < 4; i++) {
      pacer.acquire();
    }
    assertThat(waits).containsExactly(SECOND / 5, SECOND / 5, SECOND / 5);
  }

  @Test
  void acquire_afterSilence_noWaitAndNoSavedUpTurns() throws InterruptedException {
    HostPacer pacer = pacer(1);
    pacer.acquire();
    now += 100 * SECOND;
    pacer.acquire();
    assertThat(waits).isEmpty();
    pacer.acquire();
    assertThat(waits).containsExactly(SECOND);
  }

  @Test
  void pause_asAHostAsked_everybodyWaits() throws InterruptedException {
    HostPacer pacer = pacer(10);
    pacer.acquire();
    pacer.pause(3 * SECOND);
    pacer.acquire();
    assertThat(waits).containsExactly(3 * SECOND);
  }

  @Test
  void slowDownTo_crawlDelay_fromTheNextTurn() throws InterruptedException {
    HostPacer pacer = pacer(10);
    pacer.slowDownTo(2 * SECOND);
    pacer.slowDownTo(1);
    pacer.acquire();
    pacer.acquire();
    assertThat(waits).containsExactly(2 * SECOND);
  }
}
