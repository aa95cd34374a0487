package org.ptmrec.download;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ShownUrl;
import org.ptmrec.schema.FetchFailureReason;

/** Where a picture is: an address to ask or a file below the base folder. */
final class ImageLocation {
  /** Files have no host to be spared: they spread over as many. */
  private static final int FILE_HOSTS = 16;

  private ImageLocation() {}

  /**
   * Whom a URL asks, whatever the port and the protocol.
   *
   * @return in lower case; empty if the URL makes no sense, which is reported where it is fetched
   */
  static String host(String url, @Nullable String base) {
    try {
      String host = resolve(url, base).getHost();
      return host == null
          ? "file " + Math.floorMod(url.hashCode(), FILE_HOSTS)
          : host.toLowerCase(Locale.ROOT);
    } catch (FetchException e) {
      return "";
    }
  }

  /**
   * @param url as the catalogue has it: absolute, or relative to the base
   * @return an http or https URI, or a file URI
   */
  static URI resolve(String url, @Nullable String base) throws FetchException {
    try {
      URI given = LenientUri.parse(url);
      if (given.isAbsolute() && !"file".equalsIgnoreCase(given.getScheme())) {
        return given;
      }
      if (base == null) {
        throw new FetchException(
            FetchFailureReason.BAD_URL,
            "relative or a file, and download-images has no base: " + ShownUrl.in(url));
      }
      if (base.startsWith("http://") || base.startsWith("https://")) {
        if (given.isAbsolute()) {
          throw new FetchException(
              FetchFailureReason.BAD_URL, "a file, and the base is no folder: " + ShownUrl.in(url));
        }
        return LenientUri.parse(base.endsWith("/") ? base : base + "/").resolve(given);
      }
      return below(base, given).toUri();
    } catch (IllegalArgumentException e) {
      throw new FetchException(FetchFailureReason.BAD_URL, String.valueOf(e.getMessage()));
    }
  }

  /** The file, which must lie below the base folder: a catalogue must not read the disk at will. */
  private static Path below(String base, URI given) throws FetchException {
    Path folder = folder(base).toAbsolutePath().normalize();
    Path file =
        (given.isAbsolute() ? Path.of(given) : folder.resolve(given.getPath()))
            .toAbsolutePath()
            .normalize();
    if (!file.startsWith(folder)) {
      throw new FetchException(
          FetchFailureReason.BLOCKED_ADDRESS, "outside the base folder: " + given);
    }
    return file;
  }

  static Path folder(String base) {
    return base.startsWith("file:") ? Path.of(URI.create(base)) : Path.of(base);
  }
}
