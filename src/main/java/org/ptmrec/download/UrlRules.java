package org.ptmrec.download;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/** Which URLs may be asked for at all, before any name is looked up. */
final class UrlRules {
  private UrlRules() {}

  /** http and https with a host, without user information, at the usual ports. */
  static URI check(URI url, boolean anyPort) throws FetchException {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw bad(url, "neither http nor https");
    }
    if (url.getHost() == null || url.getHost().isEmpty()) {
      throw bad(url, "no host");
    }
    if (url.getRawUserInfo() != null) {
      throw bad(url, "a user name in the address");
    }
    int port = url.getPort();
    if (!anyPort && port != -1 && port != 80 && port != 443) {
      throw new FetchException(
          FetchFailureReason.BLOCKED_ADDRESS, "port " + port + " is neither 80 nor 443");
    }
    return url;
  }

  /** The next hop of a redirect. */
  static URI redirect(URI from, @Nullable String location, boolean anyPort) throws FetchException {
    try {
      URI next = from.resolve(location == null ? "" : location);
      if ("https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(next.getScheme())) {
        throw new FetchException(
            FetchFailureReason.BLOCKED_REDIRECT, "a redirect from https to http");
      }
      return check(next, anyPort);
    } catch (IllegalArgumentException e) {
      throw new FetchException(
          FetchFailureReason.BLOCKED_REDIRECT, "a redirect to no address: " + e.getMessage());
    } catch (FetchException e) {
      throw e.reason() == FetchFailureReason.BAD_URL
              || e.reason() == FetchFailureReason.BLOCKED_ADDRESS
          ? new FetchException(FetchFailureReason.BLOCKED_REDIRECT, String.valueOf(e.getMessage()))
          : e;
    }
  }

  private static FetchException bad(URI url, String why) {
    return new FetchException(FetchFailureReason.BAD_URL, why + ": " + url);
  }
}
