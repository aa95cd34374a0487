package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.FetchFailureReason;

class CircuitBreakerTest {
  private long now;
  private final CircuitBreaker circuit = new CircuitBreaker(3, Duration.ofNanos(100), () -> now);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      circuit.failed(FetchFailureReason.TIMEOUT);
    }
  }

  private void assertOpen() {
    FetchException e = assertThrows(FetchException.class, circuit::check);
    assertThat(e.reason()).isEqualTo(FetchFailureReason.HOST_CIRCUIT_OPEN);
  }

  @Test
  void check_fewerFailuresThanTheThreshold_asked() throws FetchException {
    fail(2);
    circuit.check();
  }

  @Test
  void check_enoughInARow_notAsked() {
    fail(3);
    assertOpen();
  }

  @Test
  void check_answerInBetween_asked() throws FetchException {
    fail(2);
    circuit.answered();
    fail(2);
    circuit.check();
  }

  @Test
  void check_failuresOfPicturesNotOfTheHost_asked() throws FetchException {
    for (int i = 0; i < 10; i++) {
      circuit.failed(FetchFailureReason.HTTP_4XX);
    }
    circuit.check();
  }

  @Test
  void check_afterThePause_oneTrialThenClosedOrOpen() throws FetchException {
    fail(3);
    now = 100;
    circuit.check();
    assertOpen();
    fail(1);
    now = 199;
    assertOpen();
    now = 200;
    circuit.check();
    circuit.answered();
    circuit.check();
    circuit.check();
  }
}
