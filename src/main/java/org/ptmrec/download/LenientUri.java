package org.ptmrec.download;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ptmrec.schema.FetchFailureReason;

/** Addresses as people and catalogues write them, with blanks and letters of all scripts. */
final class LenientUri {
  private static final Pattern AUTHORITY = Pattern.compile("(?i)(https?://)([^/?#:@\\[]*)(.*)");
  private static final Pattern ENCODED_BYTE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final String ALLOWED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=";

  private LenientUri() {}

  /** What a browser would make of it: only ASCII, the rest percent-encoded, hosts in Punycode. */
  static URI parse(String text) throws FetchException {
    String stripped = text.strip();
    Matcher web = AUTHORITY.matcher(stripped);
    try {
      if (!web.matches()) {
        return new URI(encoded(stripped));
      }
      String rest = web.group(3);
      int end = rest.startsWith("[") ? rest.indexOf(']') + 1 : 0; // an IPv6 address
      return new URI(
          web.group(1)
              + IDN.toASCII(web.group(2))
              + rest.substring(0, end)
              + encoded(rest.substring(end)));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new FetchException(FetchFailureReason.BAD_URL, String.valueOf(e.getMessage()));
    }
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    Matcher escape = ENCODED_BYTE.matcher(text);
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (ALLOWED.indexOf(c) >= 0 || (c == '%' && escape.region(at, text.length()).lookingAt())) {
        encoded.append((char) c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          encoded.append(String.format("%%%02X", b & 0xff));
        }
      }
      at += Character.charCount(c);
    }
    return encoded.toString();
  }
}
