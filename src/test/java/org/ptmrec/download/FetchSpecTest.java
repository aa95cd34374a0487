package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.junit.jupiter.api.Test;

class FetchSpecTest {
  @Test
  void create_defaults_asDocumented() {
    FetchSpec spec = FetchSpec.create();
    assertThat(spec.base()).isNull();
    assertThat(spec.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(spec.idleTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(spec.attempts()).isEqualTo(3);
    assertThat(spec.maxBytes()).isEqualTo(20L << 20);
    assertThat(spec.maxPixels()).isEqualTo(50_000_000);
    assertThat(spec.maxRedirects()).isEqualTo(5);
    assertThat(spec.concurrencyPerHost()).isEqualTo(2);
    assertThat(spec.ratePerHost()).isEqualTo(5.0);
    assertThat(spec.allowPrivateAddresses()).isFalse();
    assertThat(spec.respectRobots()).isTrue();
    assertThat(spec.circuitFailures()).isEqualTo(10);
    assertThat(spec.maxFailureRate()).isEqualTo(1.0);
    assertThat(spec.userAgent()).startsWith("PTMRec/");
  }

  @Test
  void withX_everyValue_kept() {
    FetchSpec spec =
        FetchSpec.create()
            .withBase("b")
            .withConnectTimeout(Duration.ofSeconds(1))
            .withIdleTimeout(Duration.ofSeconds(2))
            .withTimeout(Duration.ofSeconds(3))
            .withAttempts(4)
            .withMaxBytes(5)
            .withMaxPixels(6)
            .withMaxRedirects(7)
            .withConcurrencyPerHost(8)
            .withRatePerHost(9)
            .withAllowPrivateAddresses(true)
            .withRespectRobots(false)
            .withCircuitFailures(10)
            .withMaxFailureRate(0.25)
            .withUserAgent("Me/1");
    assertThat(spec.base()).isEqualTo("b");
    assertThat(spec.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(spec.idleTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(spec.attempts()).isEqualTo(4);
    assertThat(spec.maxBytes()).isEqualTo(5);
    assertThat(spec.maxPixels()).isEqualTo(6);
    assertThat(spec.maxRedirects()).isEqualTo(7);
    assertThat(spec.concurrencyPerHost()).isEqualTo(8);
    assertThat(spec.ratePerHost()).isEqualTo(9.0);
    assertThat(spec.allowPrivateAddresses()).isTrue();
    assertThat(spec.respectRobots()).isFalse();
    assertThat(spec.circuitFailures()).isEqualTo(10);
    assertThat(spec.maxFailureRate()).isEqualTo(0.25);
    assertThat(spec.userAgent()).isEqualTo("Me/1");
    assertThat(DisplayData.from(FetchImages.of(spec)).toString()).contains("respectRobots");
  }

  @Test
  void withX_impossibleValues_refusedByName() {
    FetchSpec spec = FetchSpec.create();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> spec.withMaxFailureRate(1.5));
    assertThat(e).hasMessageThat().contains("maxFailureRate 1.5");
    assertThrows(IllegalArgumentException.class, () -> spec.withTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> spec.withUserAgent(" "));
    assertThrows(IllegalArgumentException.class, () -> spec.withCircuitFailures(0));
  }
}
