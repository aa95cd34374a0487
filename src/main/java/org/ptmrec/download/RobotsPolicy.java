package org.ptmrec.download;

import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/**
 * What a host asks robots to leave alone (RFC 9309), read once when first needed. Without a
 * robots.txt everything is allowed; as long as it cannot be had because the host fails, nothing is.
 * Thread-safe.
 */
final class RobotsPolicy {
  /** As much as RFC 9309 §2.5 demands of a parser. */
  private static final long LONGEST_FILE = 500 << 10;

  /** A host that wants more time between two requests wants no robots. */
  private static final long LONGEST_DELAY_MILLIS = 30_000;

  /** Values of X-Robots-Tag that speak against copying a picture. */
  private static final Pattern REFUSING_TAG =
      Pattern.compile("(?i).*\\b(noindex|noimageindex|noai|noimageai|none)\\b.*");

  private final URI file;
  private final FetchSpec spec;
  private @Nullable SimpleRobotRules rules;

  RobotsPolicy(URI file, FetchSpec spec) {
    this.file = file;
    this.spec = spec;
  }

  /**
   * @throws FetchException if the host does not want it, or fails to say
   */
  void check(URI url, ImageFetcher fetcher, HostPacer pacer)
      throws FetchException, InterruptedException {
    if (!spec.respectRobots()) {
      return;
    }
    if (!rules(fetcher, pacer).isAllowed(url.toString())) {
      throw new FetchException(FetchFailureReason.ROBOTS_DENIED, "disallowed by " + file);
    }
  }

  private synchronized SimpleRobotRules rules(ImageFetcher fetcher, HostPacer pacer)
      throws FetchException, InterruptedException {
    SimpleRobotRules known = rules;
    if (known == null) {
      known = read(fetcher, pacer);
      if (known.getCrawlDelay() > 0) {
        pacer.slowDownTo(TimeUnit.MILLISECONDS.toNanos(known.getCrawlDelay()));
      }
      rules = known;
    }
    return known;
  }

  private SimpleRobotRules read(ImageFetcher fetcher, HostPacer pacer)
      throws FetchException, InterruptedException {
    try {
      ImageFetcher.Body body =
          fetcher.fetch(
              file, ImageFetcher.Validators.NONE, LONGEST_FILE, redirected -> pacer.acquire());
      return new SimpleRobotRulesParser(LONGEST_DELAY_MILLIS, 0)
          .parseContent(file.toString(), body.content(), "text/plain", List.of(name()));
    } catch (FetchException e) {
      switch (e.reason()) {
        case HTTP_4XX:
        case NOT_AN_IMAGE: // a status that is neither error nor success
        case BLOCKED_REDIRECT:
        case TOO_MANY_REDIRECTS:
          return new SimpleRobotRules(RobotRulesMode.ALLOW_ALL);
        case TOO_LARGE:
          return new SimpleRobotRules(RobotRulesMode.ALLOW_NONE);
        default:
          // The host's trouble, and worth another try as such.
          throw new FetchException(
              e.reason(), file + ": " + e.getMessage(), e.httpStatus(), e.retryAfterMillis());
      }
    }
  }

  /** The product's name without version and comment, as robots.txt files address it. */
  private String name() {
    return spec.userAgent().split("[/ ]", 2)[0].toLowerCase(Locale.ROOT);
  }

  /**
   * @param tag value of X-Robots-Tag
   */
  static void checkTag(@Nullable String tag) throws FetchException {
    if (tag != null && REFUSING_TAG.matcher(tag).matches()) {
      throw new FetchException(FetchFailureReason.ROBOTS_DENIED, "X-Robots-Tag: " + tag);
    }
  }
}
