package org.ptmrec.download;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/** Which URLs may be asked for at all, before any name is looked up. */
final class UrlRules {
  /** Names of the internet never end in a number; such a host is an IPv4 address in some form. */
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

  private UrlRules() {}

  /** http and https with a host, without user information, at the usual ports. */
  static URI check(URI url, boolean allowPrivate) throws FetchException {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw bad(url, "neither http nor https");
    }
    String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    if (authority.contains("@")) {
      throw bad(url, "a user name in the address");
    }
    checkNumericHost(authority.replaceFirst(":[0-9]*$", ""));
    if (url.getHost() == null || url.getHost().isEmpty()) {
      throw bad(url, "no host");
    }
    int port = url.getPort();
    if (!allowPrivate && port != -1 && port != 80 && port != 443) {
      throw new FetchException(
          FetchFailureReason.BLOCKED_ADDRESS, "port " + port + " is neither 80 nor 443");
    }
    return url;
  }

  /**
   * Refuses 2130706433, 0x7f.1 and 0177.0.0.1: libraries disagree on what they mean, and nobody but
   * an attacker writes them.
   */
  private static void checkNumericHost(String host) throws FetchException {
    if (ENDS_IN_NUMBER.matcher(host).matches()
        && !(InetAddresses.isInetAddress(host)
            && InetAddresses.forString(host) instanceof Inet4Address)) {
      throw new FetchException(
          FetchFailureReason.BLOCKED_ADDRESS,
          "the address " + host + " is not written as four decimal numbers");
    }
  }

  /** The next hop of a redirect. */
  static URI redirect(URI from, @Nullable String location, boolean allowPrivate)
      throws FetchException {
    try {
      URI next = from.resolve(LenientUri.parse(location == null ? "" : location));
      if ("https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(next.getScheme())) {
        throw new FetchException(
            FetchFailureReason.BLOCKED_REDIRECT, "a redirect from https to http");
      }
      return check(next, allowPrivate);
    } catch (FetchException e) {
      throw new FetchException(
          FetchFailureReason.BLOCKED_REDIRECT, "a redirect to: " + e.getMessage());
    }
  }

  private static FetchException bad(URI url, String why) {
    return new FetchException(FetchFailureReason.BAD_URL, why + ": " + url);
  }
}
