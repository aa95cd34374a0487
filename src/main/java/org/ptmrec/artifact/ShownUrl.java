package org.ptmrec.artifact;

import java.util.regex.Pattern;

/**
 * Addresses without what may be secret in them. An artifact keeps a catalogue's addresses but for
 * user names and passwords, since it takes the query to ask again; logs, pages and events do
 * without.
 */
public final class ShownUrl {
  private static final String SCHEME = "(?i)\\b([a-z][a-z0-9+.-]*://)";
  private static final Pattern USER = Pattern.compile(SCHEME + "[^/?#\\s]*@");
  private static final Pattern QUERY = Pattern.compile(SCHEME + "([^?#\\s]*)[?#]\\S*");

  /** An address that needs its base: no scheme, but a query. */
  private static final Pattern RELATIVE_QUERY = Pattern.compile("^([^?#\\s]*)\\?\\S*$");

  private ShownUrl() {}

  /** Three asterisks in place of user name and password. */
  public static String masked(String url) {
    return USER.matcher(url).replaceAll("$1***@");
  }

  /** Addresses in a text: user names masked, queries cut off. */
  public static String in(String text) {
    return RELATIVE_QUERY
        .matcher(QUERY.matcher(masked(text)).replaceAll("$1$2?..."))
        .replaceAll("$1?...");
  }
}
