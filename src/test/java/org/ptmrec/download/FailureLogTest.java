package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.FetchFailureReason;
import org.slf4j.LoggerFactory;

class FailureLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final FailureLog log = new FailureLog();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void stop() {
    logger.setAdditive(true);
    logger.detachAppender(lines);
  }

  private void add(FetchFailureReason reason, int number) {
    log.add(
        new FetchFailure(
            number, "u" + number, reason, "why", 1, null, 0L, java.time.Instant.EPOCH));
  }

  @Test
  void add_tenThousandOfEachReason_fewLines() {
    for (int i = 1; i <= 10_000; i++) {
      for (FetchFailureReason reason : FetchFailureReason.values()) {
        add(reason, i);
      }
    }
    assertThat(lines.list.size()).isLessThan(300);
  }

  @Test
  void add_sameReason_firstOnesThenPowersOfTen() {
    for (int i = 1; i <= 1000; i++) {
      add(FetchFailureReason.DNS, i);
    }
    List<String> logged = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(logged)
        .containsExactly(
            "DNS (no. 1): u1: why",
            "DNS (no. 2): u2: why",
            "DNS (no. 3): u3: why",
            "DNS (no. 10): u10: why",
            "DNS (no. 100): u100: why",
            "DNS (no. 1000): u1000: why")
        .inOrder();
  }
}
