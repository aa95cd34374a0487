package org.ptmrec.download;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits and manners of a download. */
@AutoValue
public abstract class FetchSpec implements Serializable {

  /** What relative image paths are resolved against: an http or https address, or a folder. */
  public abstract @Nullable String base();

  public abstract Duration connectTimeout();

  /** Longest silence of a server. */
  public abstract Duration idleTimeout();

  /** For a whole attempt, redirects included. */
  public abstract Duration timeout();

  public abstract int attempts();

  public abstract long maxBytes();

  public abstract long maxPixels();

  public abstract int maxRedirects();

  /** Connections to one host at once. */
  public abstract int concurrencyPerHost();

  /** Requests a second to one host. */
  public abstract double ratePerHost();

  public abstract boolean allowPrivateAddresses();

  public abstract String userAgent();

  /** Whether robots.txt and X-Robots-Tag are heeded. */
  public abstract boolean respectRobots();

  /** Failures in a row after which a host is left alone. */
  public abstract int circuitFailures();

  /** Share of items without their picture, of those with a URL, above which the whole fails. */
  public abstract double maxFailureRate();

  /** Five seconds to connect, thirty in all, 20 MiB, 50 megapixels, 3 attempts, 2 × 5/s a host. */
  public static FetchSpec create() {
    return new AutoValue_FetchSpec.Builder()
        .setConnectTimeout(Duration.ofSeconds(5))
        .setIdleTimeout(Duration.ofSeconds(10))
        .setTimeout(Duration.ofSeconds(30))
        .setAttempts(3)
        .setMaxBytes(20L << 20)
        .setMaxPixels(ImageDecoder.MOST_PIXELS)
        .setMaxRedirects(5)
        .setConcurrencyPerHost(2)
        .setRatePerHost(5)
        .setAllowPrivateAddresses(false)
        .setUserAgent("PTMRec/0.1 (+https://example.org/set-download-images.userAgent)")
        .setRespectRobots(true)
        .setCircuitFailures(10)
        .setMaxFailureRate(1)
        .build();
  }

  abstract Builder toBuilder();

  public FetchSpec withBase(@Nullable String base) {
    return toBuilder().setBase(base).build();
  }

  public FetchSpec withConnectTimeout(Duration timeout) {
    return toBuilder().setConnectTimeout(positive("connectTimeout", timeout)).build();
  }

  public FetchSpec withIdleTimeout(Duration timeout) {
    return toBuilder().setIdleTimeout(positive("idleTimeout", timeout)).build();
  }

  public FetchSpec withTimeout(Duration timeout) {
    return toBuilder().setTimeout(positive("timeout", timeout)).build();
  }

  public FetchSpec withAttempts(int attempts) {
    checkArgument(attempts >= 1, "attempts %s, at least 1 is needed", attempts);
    return toBuilder().setAttempts(attempts).build();
  }

  public FetchSpec withMaxBytes(long bytes) {
    checkArgument(bytes >= 1, "maxBytes %s, at least 1 is needed", bytes);
    return toBuilder().setMaxBytes(bytes).build();
  }

  public FetchSpec withMaxPixels(long pixels) {
    checkArgument(pixels >= 1, "maxPixels %s, at least 1 is needed", pixels);
    return toBuilder().setMaxPixels(pixels).build();
  }

  public FetchSpec withMaxRedirects(int redirects) {
    checkArgument(redirects >= 0, "maxRedirects %s, at least 0 is needed", redirects);
    return toBuilder().setMaxRedirects(redirects).build();
  }

  public FetchSpec withConcurrencyPerHost(int concurrency) {
    checkArgument(concurrency >= 1, "concurrency %s, at least 1 is needed", concurrency);
    return toBuilder().setConcurrencyPerHost(concurrency).build();
  }

  public FetchSpec withRatePerHost(double rate) {
    checkArgument(rate > 0, "rate %s, more than 0 is needed", rate);
    return toBuilder().setRatePerHost(rate).build();
  }

  public FetchSpec withAllowPrivateAddresses(boolean allow) {
    return toBuilder().setAllowPrivateAddresses(allow).build();
  }

  public FetchSpec withUserAgent(String userAgent) {
    checkArgument(!userAgent.isBlank(), "an empty userAgent");
    return toBuilder().setUserAgent(userAgent).build();
  }

  public FetchSpec withRespectRobots(boolean respect) {
    return toBuilder().setRespectRobots(respect).build();
  }

  public FetchSpec withCircuitFailures(int failures) {
    checkArgument(failures >= 1, "circuitFailures %s, at least 1 is needed", failures);
    return toBuilder().setCircuitFailures(failures).build();
  }

  public FetchSpec withMaxFailureRate(double rate) {
    checkArgument(rate >= 0 && rate <= 1, "maxFailureRate %s, a share from 0 to 1", rate);
    return toBuilder().setMaxFailureRate(rate).build();
  }

  private static Duration positive(String name, Duration duration) {
    checkArgument(
        !duration.isNegative() && !duration.isZero(), "%s %s, more than 0", name, duration);
    return duration;
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setBase(@Nullable String base);

    abstract Builder setConnectTimeout(Duration timeout);

    abstract Builder setIdleTimeout(Duration timeout);

    abstract Builder setTimeout(Duration timeout);

    abstract Builder setAttempts(int attempts);

    abstract Builder setMaxBytes(long bytes);

    abstract Builder setMaxPixels(long pixels);

    abstract Builder setMaxRedirects(int redirects);

    abstract Builder setConcurrencyPerHost(int concurrency);

    abstract Builder setRatePerHost(double rate);

    abstract Builder setAllowPrivateAddresses(boolean allow);

    abstract Builder setUserAgent(String userAgent);

    abstract Builder setRespectRobots(boolean respect);

    abstract Builder setCircuitFailures(int failures);

    abstract Builder setMaxFailureRate(double rate);

    abstract FetchSpec build();
  }
}
