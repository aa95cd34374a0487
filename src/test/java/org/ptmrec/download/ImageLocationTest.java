package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ptmrec.schema.FetchFailureReason;

class ImageLocationTest {
  @Test
  void resolve_absoluteUrl_asItIsWhateverTheBase() throws FetchException {
    assertThat(ImageLocation.resolve("https://a.example/x.png", "/data"))
        .isEqualTo(URI.create("https://a.example/x.png"));
  }

  @Test
  void resolve_relativeToAddress_belowIt() throws FetchException {
    assertThat(ImageLocation.resolve("images/x y.png", "http://a.example/shop"))
        .isEqualTo(URI.create("http://a.example/shop/images/x%20y.png"));
  }

  @Test
  void resolve_relativeToFolder_fileBelowIt() throws FetchException {
    assertThat(Path.of(ImageLocation.resolve("images/x y.png", "/data")).toString())
        .isEqualTo("/data/images/x y.png");
    assertThat(Path.of(ImageLocation.resolve("file:///data/z.png", "file:///data")).toString())
        .isEqualTo("/data/z.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.png",
        "a/../../secret.png",
        "file:///etc/passwd",
        "%2e%2e/x.png",
        "/etc/x"
      })
  void resolve_outsideTheFolder_blocked(String url) {
    FetchException e =
        assertThrows(FetchException.class, () -> ImageLocation.resolve(url, "/data"));
    assertThat(e.reason()).isEqualTo(FetchFailureReason.BLOCKED_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.png", "file:///data/x.png", "a%00b.png", "http://a b/"})
  void resolve_withoutBaseOrNonsense_badUrl(String url) {
    assertThat(assertThrows(FetchException.class, () -> ImageLocation.resolve(url, null)).reason())
        .isEqualTo(FetchFailureReason.BAD_URL);
    assertThat(
            assertThrows(
                    FetchException.class,
                    () -> ImageLocation.resolve("file:///x", "http://a.example"))
                .reason())
        .isEqualTo(FetchFailureReason.BAD_URL);
  }
}
