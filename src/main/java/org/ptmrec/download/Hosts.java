package org.ptmrec.download;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/** What is known of each host that this worker asks: its turn, its health, its wishes. */
final class Hosts {
  /** More than one worker meets in a while; the rest is only rate and health, soon learnt again. */
  private static final int REMEMBERED = 10_000;

  /** Time between two trials of a host that keeps failing. */
  private static final Duration TRIAL_AFTER = Duration.ofSeconds(30);

  private final FetchSpec spec;
  private final LongSupplier clock;
  private final HostPacer.Sleeper sleeper;
  private final Cache<String, Host> hosts =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

  Hosts(FetchSpec spec, LongSupplier nanoClock, HostPacer.Sleeper sleeper) {
    this.spec = spec;
    this.clock = nanoClock;
    this.sleeper = sleeper;
  }

  /** One host and port. */
  record Host(HostPacer pacer, CircuitBreaker circuit, RobotsPolicy robots) {}

  Host of(URI url) {
    try {
      return hosts.get(key(url), () -> create(url));
    } catch (ExecutionException e) {
      throw new IllegalStateException("creating a record does not fail", e);
    }
  }

  private Host create(URI url) {
    return new Host(
        new HostPacer(spec.ratePerHost(), clock, sleeper),
        new CircuitBreaker(spec.circuitFailures(), TRIAL_AFTER, clock),
        new RobotsPolicy(url.resolve("/robots.txt"), spec));
  }

  /** Scheme, host and port: what a robots.txt speaks for. */
  static String key(URI url) {
    return url.getScheme() + "://" + url.getHost() + ":" + url.getPort();
  }
}
