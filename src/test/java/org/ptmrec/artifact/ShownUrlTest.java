package org.ptmrec.artifact;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

class ShownUrlTest {
  @Test
  void masked_userInformation_isGoneAndNothingElse() {
    assertThat(ShownUrl.masked("https://bob:pw@shop.example/a.png?size=2"))
        .isEqualTo("https://***@shop.example/a.png?size=2");
    assertThat(ShownUrl.masked("https://shop.example/@bob/a.png"))
        .isEqualTo("https://shop.example/@bob/a.png");
    assertThat(ShownUrl.masked("a@b.png")).isEqualTo("a@b.png");
  }

  @Test
  void in_text_queriesAreCutOff() {
    assertThat(ShownUrl.in("a redirect to https://u:p@cdn.example/x?sig=1#f failed"))
        .isEqualTo("a redirect to https://***@cdn.example/x?... failed");
    assertThat(ShownUrl.in("a.png?token=1")).isEqualTo("a.png?...");
    assertThat(ShownUrl.in("HTTP status 404")).isEqualTo("HTTP status 404");
  }
}
