package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.schema.FetchFailureReason;

class UrlRulesTest {
  private static FetchFailureReason reason(String url) {
    return assertThrows(FetchException.class, () -> UrlRules.check(LenientUri.parse(url), false))
        .reason();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://shop.example/a.png", "gopher://shop.example/", "javascript:alert(1)",
        "http:///a.png", "http://", "https://user@shop.example/a.png",
        "http://good.example@evil.example/a.png", "http://sh op.example/a.png", "/relative.png"
      })
  void check_noWebAddress_badUrl(String url) {
    assertThat(reason(url)).isEqualTo(FetchFailureReason.BAD_URL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://1.2.3.4.5/",
        "http://127.0.0.0x1/",
        "http://127.0.0.1./",
        "http://999.1.1.1/",
        "http://shop.example:22/",
        "http://shop.example:8080/"
      })
  void check_oddNumbersAndPorts_blocked(String url) {
    assertThat(reason(url)).isEqualTo(FetchFailureReason.BLOCKED_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example/a.png",
        "HTTPS://shop.example:443/a.png",
        "http://shop.example:80/",
        "http://1.1.1.1/",
        "http://[2606:4700::1111]/a",
        "http://4chan.example/",
        "http://a.b2/"
      })
  void check_webAddress_passed(String url) throws FetchException {
    assertThat(UrlRules.check(LenientUri.parse(url), false).getHost()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "http://a.example/x/b.png c.png http://a.example/x/c.png",
        "http://a.example/x/b.png /c.png http://a.example/c.png",
        "http://a.example/b.png //c.example/d http://c.example/d",
        "http://a.example/b.png https://a.example/b.png https://a.example/b.png",
        "http://a.example/b.png /ü.png http://a.example/%C3%BC.png"
      })
  void redirect_anyForm_resolved(String from, String location, String to) throws FetchException {
    assertThat(UrlRules.redirect(URI.create(from), location, false)).isEqualTo(URI.create(to));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/",
        "file:///etc/passwd",
        "https://a.example:6379/",
        "https://0x7f.1/",
        "https://user:secret@a.example/",
        "https://a b/"
      })
  void redirect_toForbiddenPlace_blockedRedirect(String location) {
    FetchException e =
        assertThrows(
            FetchException.class,
            () -> UrlRules.redirect(URI.create("https://a.example/"), location, false));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.BLOCKED_REDIRECT);
  }

  @Test
  void parse_asPeopleWrite_asBrowsersRead() throws FetchException {
    assertThat(LenientUri.parse(" http://bücher.example/a b/ü|\"[1].png?q=100%&x=%41#f "))
        .isEqualTo(
            URI.create(
                "http://xn--bcher-kva.example/a%20b/%C3%BC%7C%22%5B1%5D.png?q=100%25&x=%41#f"));
    assertThat(LenientUri.parse("http://[::1]/a[b]"))
        .isEqualTo(URI.create("http://[::1]/a%5Bb%5D"));
    assertThat(LenientUri.parse("商品.png").toString()).isEqualTo("%E5%95%86%E5%93%81.png");
  }
}
