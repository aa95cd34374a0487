package org.ptmrec.download;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
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
  private final Cache<String, Manners> manners =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<String, RobotsPolicy> robots =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

  Hosts(FetchSpec spec, LongSupplier nanoClock, HostPacer.Sleeper sleeper) {
    this.spec = spec;
    this.clock = nanoClock;
    this.sleeper = sleeper;
  }

  /** Turn and health are a host's, its wishes those of one protocol and port of it. */
  record Host(HostPacer pacer, CircuitBreaker circuit, RobotsPolicy robots) {}

  private record Manners(HostPacer pacer, CircuitBreaker circuit) {}

  Host of(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    String origin = url.getScheme() + "://" + host + ":" + url.getPort();
    try {
      Manners known =
          manners.get(
              host,
              () ->
                  new Manners(
                      new HostPacer(spec.ratePerHost(), clock, sleeper),
                      new CircuitBreaker(spec.circuitFailures(), TRIAL_AFTER, clock)));
      return new Host(
          known.pacer(),
          known.circuit(),
          robots.get(origin, () -> new RobotsPolicy(url.resolve("/robots.txt"), spec)));
    } catch (ExecutionException e) {
      throw new IllegalStateException("creating a record does not fail", e);
    }
  }
}
